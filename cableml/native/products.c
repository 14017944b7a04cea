/* Sparse rows times dense ones, as cableml/models/products.py does it through scipy. */

#include "kernels.h"

/* Adds value times row, each product rounded before it is added. */
WIDE static void add_scaled(float *restrict sum, const float *restrict row, float value, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        sum[i] += value * row[i];
}

/* Two at once: each sum is read and written half as often, in the same order. */
WIDE static void add_two(float *restrict sum, const float *restrict row, float value,
                         const float *restrict second, float other, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        float first = sum[i] + value * row[i];
        sum[i] = first + other * second[i];
    }
}

/* Whether the entries of each row rise, from `least` on and below `bound`. */
static int rows_rise(const int64_t *indptr, const int64_t *indices, int64_t n_rows, int64_t n_entries,
                     int64_t least, int64_t bound)
{
    if (n_rows < 0 || indptr[0] != 0 || indptr[n_rows] != n_entries)
        return 0;
    for (int64_t row = 0; row < n_rows; row++) {
        if (indptr[row] > indptr[row + 1] || indptr[row + 1] > n_entries)
            return 0;
        int64_t last = least - 1;
        for (int64_t place = indptr[row]; place < indptr[row + 1]; place++) {
            if (indices[place] <= last || indices[place] >= bound)
                return 0;
            last = indices[place];
        }
    }
    return 1;
}

/* (indptr, indices, data, starts, first, last, dense, width, out): of the rows from `first` to before `last`,
   the sums of entries times rows of `dense`, for each block of columns apart: block b are those from
   starts[b] to before starts[b + 1]. `out` has the blocks of one row after another. */
KERNEL(multiply_rows)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 9) < 0)
        return NULL;
    int64_t first = PyLong_AsLongLong(args[4]), last = PyLong_AsLongLong(args[5]);
    int64_t width = PyLong_AsLongLong(args[7]);
    PyObject *objects[6] = {args[0], args[1], args[2], args[3], args[6], args[8]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "88484d") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 0), *indices = READ(int64_t, 1), *starts = READ(int64_t, 3);
    const float *data = READ(float, 2), *dense = READ(float, 4);
    float *out = WRITE(float, 5);
    int64_t n_rows = arrays.size[0] - 1, n_blocks = arrays.size[3] - 1;
    int fits = n_blocks >= 0 && width >= 1 && width < (int64_t)1 << 31 && first >= 0 && first <= last &&
               last <= n_rows && starts[0] >= 0 && arrays.size[2] == arrays.size[1] &&
               arrays.size[5] == n_rows * n_blocks * width;
    for (int64_t block = 0; fits && block < n_blocks; block++)
        fits = starts[block] <= starts[block + 1];
    fits = fits && starts[n_blocks] <= arrays.size[4] / width &&
           rows_rise(indptr, indices, n_rows, arrays.size[1], starts[0], starts[n_blocks]);
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = first; row < last; row++) {
        float *own = out + row * n_blocks * width;
        memset(own, 0, (size_t)(n_blocks * width) * sizeof *own);
        int64_t place = indptr[row], end = indptr[row + 1];
        for (int64_t block = 0; block < n_blocks && place < end; block++, own += width) {
            int64_t bound = starts[block + 1];
            for (; place + 1 < end && indices[place + 1] < bound; place += 2)
                add_two(own, dense + indices[place] * width, data[place], dense + indices[place + 1] * width,
                        data[place + 1], width);
            if (place < end && indices[place] < bound) {
                add_scaled(own, dense + indices[place] * width, data[place], width);
                place++;
            }
        }
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (indptr, indices, data, column_indptr, rows, values): the same entries column by column, rows rising. */
KERNEL(transpose_rows)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0 || open_arrays(&arrays, args, "884hhd") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 0), *indices = READ(int64_t, 1);
    const float *data = READ(float, 2);
    int64_t *starts = WRITE(int64_t, 3), *rows = WRITE(int64_t, 4);
    float *values = WRITE(float, 5);
    int64_t n_rows = arrays.size[0] - 1, n_entries = arrays.size[1], n_columns = arrays.size[3] - 1;
    if (n_columns < 0 || arrays.size[2] != n_entries || arrays.size[4] != n_entries ||
        arrays.size[5] != n_entries || !rows_rise(indptr, indices, n_rows, n_entries, 0, n_columns))
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    memset(starts, 0, ((size_t)n_columns + 1) * sizeof *starts);
    for (int64_t place = 0; place < n_entries; place++)
        starts[indices[place] + 1]++;
    for (int64_t column = 0; column < n_columns; column++)
        starts[column + 1] += starts[column];
    for (int64_t row = 0; row < n_rows; row++)
        for (int64_t place = indptr[row]; place < indptr[row + 1]; place++) {
            int64_t at = starts[indices[place]]++;
            rows[at] = row;
            values[at] = data[place];
        }
    /* Each column now ends where it should begin. */
    memmove(starts + 1, starts, (size_t)n_columns * sizeof *starts);
    starts[0] = 0;
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
