/* Cuts a dump into rows and a row into values, as cableml/corpus/csv_rows.py does. */

#include "kernels.h"

static const uint8_t *find_letter(const uint8_t *from, const uint8_t *end, int letter)
{
    return from < end ? memchr(from, letter, (size_t)(end - from)) : NULL;
}

static int open_bytes(PyObject *object, const uint8_t **begin, Py_ssize_t *n)
{
    char *letters;
    if (PyBytes_AsStringAndSize(object, &letters, n) < 0)
        return -1;
    *begin = (const uint8_t *)letters;
    return 0;
}

/* (bytes, counted, start): where the next line feed with a quote behind it stands, at `start` or later, and how
   many line feeds stand from `counted` on up to it; (-1, 0) where there is none. */
KERNEL(find_row)
{
    (void)self;
    const uint8_t *begin;
    Py_ssize_t n;
    if (check_count(n_args, 3) < 0 || open_bytes(args[0], &begin, &n) < 0)
        return NULL;
    Py_ssize_t counted = PyLong_AsSsize_t(args[1]), start = PyLong_AsSsize_t(args[2]);
    if (PyErr_Occurred())
        return NULL;
    if (counted < 0 || start < 0) {
        PyErr_SetString(PyExc_ValueError, "a place in front of the bytes");
        return NULL;
    }
    const uint8_t *end = begin + n, *place = begin + (counted < n ? counted : n);
    Py_ssize_t n_lines = 0;
    while ((place = find_letter(place, end, '\n')) != NULL) {
        n_lines++;
        if (place - begin >= start && place + 1 < end && place[1] == '"')
            return Py_BuildValue("nn", (Py_ssize_t)(place - begin), n_lines);
        place++;
    }
    return Py_BuildValue("nn", (Py_ssize_t)-1, (Py_ssize_t)0);
}

/* Adds the letters of a value, its quotes without their backslashes, as a text to the list. Returns 0, or -1 with
   an exception or, where it holds what is no UTF-8, without one. */
static int add_value(PyObject *values, const uint8_t *letters, Py_ssize_t n)
{
    PyObject *value = PyUnicode_DecodeUTF8((const char *)letters, n, NULL);
    if (value == NULL) {
        if (PyErr_ExceptionMatches(PyExc_UnicodeDecodeError))
            PyErr_Clear();
        return -1;
    }
    int failed = PyList_Append(values, value);
    Py_DECREF(value);
    return failed;
}

/* Returns 0, or -1 as add_value does, or where the row is not a usual one. `spare` has room for it. */
static int split_values(PyObject *values, const uint8_t *place, const uint8_t *end, uint8_t *spare)
{
    uint8_t *filled = spare;
    while (place <= end) {
        const uint8_t *quote = find_letter(place, end, '"');
        int ends = quote == NULL || (end - quote >= 3 && quote[1] == ',' && quote[2] == '"');
        const uint8_t *stop = quote == NULL ? end : quote;
        if (!ends && (stop == place || *--stop != '\\'))
            return -1;
        if (find_letter(place, stop, '\\') != NULL)
            return -1;
        memcpy(filled, place, (size_t)(stop - place));
        filled += stop - place;
        if (!ends) {
            *filled++ = '"';
            place = quote + 1;
            continue;
        }
        if (add_value(values, spare, filled - spare) < 0)
            return -1;
        filled = spare;
        if (quote == NULL)
            return 0;
        place = quote + 3;
    }
    return -1;
}

/* (bytes): the values of a row that has all of them in quotes and quotes inside them behind a backslash, its line
   feed included; None where anything else stands in it, or what is no UTF-8. */
KERNEL(split_row)
{
    (void)self;
    const uint8_t *row;
    Py_ssize_t n;
    if (check_count(n_args, 1) < 0 || open_bytes(args[0], &row, &n) < 0)
        return NULL;
    if (n <= 3 || row[0] != '"' || row[n - 2] != '"' || row[n - 1] != '\n')
        Py_RETURN_NONE;
    uint8_t *spare = PyMem_Malloc((size_t)n);
    PyObject *values = spare ? PyList_New(0) : PyErr_NoMemory();
    int failed = values == NULL || split_values(values, row + 1, row + n - 2, spare) < 0;
    PyMem_Free(spare);
    PyObject *result = NULL;
    if (!failed)
        result = PyList_AsTuple(values);
    Py_XDECREF(values);
    if (failed && !PyErr_Occurred())
        Py_RETURN_NONE;
    return result;
}
