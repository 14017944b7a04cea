/* Counts to weighted rows, and rows side by side: as cableml/features/block.py does. */

#include <math.h>

#include "kernels.h"

/* (indptr, term, uses, idf, value_of, weight, data): TF-IDF, each row brought to the length `weight`;
   value_of[k] is what k uses count. */
KERNEL(weigh)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 7) < 0)
        return NULL;
    double weight = PyFloat_AsDouble(args[5]);
    PyObject *objects[6] = {args[0], args[1], args[2], args[3], args[4], args[6]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "88848d") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 0), *term = READ(int64_t, 1), *uses = READ(int64_t, 2);
    const float *idf = READ(float, 3);
    const double *value_of = READ(double, 4);
    float *data = WRITE(float, 5);
    int64_t n_rows = arrays.size[0] - 1, n = arrays.size[1];
    int fits = n_rows >= 0 && indptr[0] == 0 && indptr[n_rows] == n && arrays.size[2] == n && arrays.size[5] == n;
    for (int64_t row = 0; fits && row < n_rows; row++)
        fits = indptr[row] <= indptr[row + 1];
    for (int64_t i = 0; fits && i < n; i++)
        fits = term[i] >= 0 && term[i] < arrays.size[3] && uses[i] >= 0 && uses[i] < arrays.size[4];
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < n_rows; row++) {
        double squares = 0.0;
        for (int64_t i = indptr[row]; i < indptr[row + 1]; i++) {
            double value = value_of[uses[i]] * (double)idf[term[i]];
            squares += value * value;
        }
        double length = sqrt(squares);
        double factor = weight / (length > 0.0 ? length : 1.0);
        for (int64_t i = indptr[row]; i < indptr[row + 1]; i++)
            data[i] = (float)(value_of[uses[i]] * (double)idf[term[i]] * factor);
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (parts, starts, indptr, indices, data): parts of (indptr, indices, data) side by side; the columns of part
   k are moved by starts[k]. */
KERNEL(join_rows)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 5) < 0 || open_arrays(&arrays, args + 1, "8hhd") < 0)
        return NULL;
    PyObject *list = args[0];
    Py_ssize_t n_parts = PyList_Check(list) ? PyList_Size(list) : -1;
    int64_t n_rows = arrays.size[1] - 1, *indptr = WRITE(int64_t, 1);
    if (n_parts < 0 || arrays.size[0] < n_parts || n_rows < 0 || arrays.size[2] != arrays.size[3])
        return refuse(&arrays);
    Arrays *parts = calloc((size_t)n_parts + 1, sizeof *parts);
    PyObject *result = NULL;
    Py_ssize_t n_open = 0;
    int64_t total = 0;
    if (!parts) {
        PyErr_NoMemory();
        goto done;
    }
    for (; n_open < n_parts; n_open++) {
        PyObject *part = PyList_GetItem(list, n_open);
        if (!PyTuple_Check(part) || PyTuple_Size(part) != 3)
            goto done;
        PyObject *objects[3] = {PyTuple_GetItem(part, 0), PyTuple_GetItem(part, 1), PyTuple_GetItem(part, 2)};
        Arrays *own = &parts[n_open];
        if (open_arrays(own, objects, "884") < 0)
            goto done;
        const int64_t *from = own->view[0].buf;
        int fits = own->size[0] == n_rows + 1 && from[0] == 0 && from[n_rows] == own->size[1] &&
                   own->size[1] == own->size[2];
        for (int64_t row = 0; fits && row < n_rows; row++)
            fits = from[row] <= from[row + 1];
        if (!fits) {
            n_open++;
            goto done;
        }
        total += own->size[1];
    }
    if (arrays.size[2] != total)
        goto done;
    Py_BEGIN_ALLOW_THREADS
    const int64_t *starts = READ(int64_t, 0);
    int64_t *indices = WRITE(int64_t, 2), next = 0;
    float *data = WRITE(float, 3);
    indptr[0] = 0;
    for (int64_t row = 0; row < n_rows; row++) {
        for (Py_ssize_t k = 0; k < n_parts; k++) {
            const int64_t *from = parts[k].view[0].buf, *columns = parts[k].view[1].buf;
            const float *values = parts[k].view[2].buf;
            int64_t begin = from[row], size = from[row + 1] - begin;
            for (int64_t i = 0; i < size; i++)
                indices[next + i] = columns[begin + i] + starts[k];
            memcpy(data + next, values + begin, (size_t)size * sizeof *data);
            next += size;
        }
        indptr[row + 1] = next;
    }
    Py_END_ALLOW_THREADS
    result = Py_NewRef(Py_None);
done:
    if (!result && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the arrays do not fit one another");
    while (n_open)
        close_arrays(&parts[--n_open]);
    free(parts);
    close_arrays(&arrays);
    return result;
}

/* (indptr, indices, data, column_of, indptr, indices, data): the entries whose column has a new number; a number
   below zero leaves them out. Returns how many are left. */
KERNEL(pick_columns)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 7) < 0 || open_arrays(&arrays, args, "8848hhd") < 0)
        return NULL;
    const int64_t *from = READ(int64_t, 0), *columns = READ(int64_t, 1), *column_of = READ(int64_t, 3);
    const float *values = READ(float, 2);
    int64_t *indptr = WRITE(int64_t, 4), *indices = WRITE(int64_t, 5), n_picked = 0;
    float *data = WRITE(float, 6);
    int64_t n_rows = arrays.size[0] - 1, n = arrays.size[1];
    int fits = n_rows >= 0 && from[0] == 0 && from[n_rows] == n && arrays.size[2] == n &&
               arrays.size[4] == n_rows + 1 && arrays.size[5] >= n && arrays.size[6] >= n;
    for (int64_t row = 0; fits && row < n_rows; row++)
        fits = from[row] <= from[row + 1];
    for (int64_t i = 0; fits && i < n; i++)
        fits = columns[i] >= 0 && columns[i] < arrays.size[3];
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    indptr[0] = 0;
    for (int64_t row = 0; row < n_rows; row++) {
        for (int64_t i = from[row]; i < from[row + 1]; i++) {
            int64_t column = column_of[columns[i]];
            if (column >= 0) {
                indices[n_picked] = column;
                data[n_picked++] = values[i];
            }
        }
        indptr[row + 1] = n_picked;
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    return PyLong_FromLongLong(n_picked);
}
