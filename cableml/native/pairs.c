/* Candidate pairs of a cable and a tag, and what is known of them: as cableml/models/pairs.py does. */

#include "kernels.h"

/* Numbers that sort as the floats do, what is no number last. */
static void order_keys(const float *values, int64_t n, int32_t *keys)
{
    for (int64_t i = 0; i < n; i++) {
        float value = values[i] + 0.0f;
        int32_t bits;
        memcpy(&bits, &value, sizeof bits);
        keys[i] = value != value ? INT32_MAX : bits < 0 ? bits ^ INT32_MAX : bits;
    }
}

WIDE static int32_t count_up_to(const int32_t *keys, int64_t n, int32_t key)
{
    int32_t count = 0;
    for (int64_t i = 0; i < n; i++)
        count += keys[i] <= key;
    return count;
}

WIDE static int32_t count_below(const int32_t *keys, int64_t n, int32_t key)
{
    int32_t count = 0;
    for (int64_t i = 0; i < n; i++)
        count += keys[i] < key;
    return count;
}

/* The place that each would have in rising order, of equal ones the first before the others: comparing all
   with all is faster than sorting some hundred. */
static void rank_rising(const float *values, int64_t n, int32_t *keys, int32_t *ranks)
{
    order_keys(values, n, keys);
    for (int64_t i = 0; i < n; i++)
        ranks[i] = count_up_to(keys, i, keys[i]) + count_below(keys + i + 1, n - i - 1, keys[i]);
}

/* (values, n_columns, order): the columns of each row in rising order of value. */
KERNEL(order_rows)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 3) < 0)
        return NULL;
    int64_t n_columns = PyLong_AsLongLong(args[1]);
    PyObject *objects[2] = {args[0], args[2]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "4h") < 0)
        return NULL;
    int64_t n = arrays.size[0];
    int fits = arrays.size[1] == n && n_columns >= 0 && n_columns < INT32_MAX && (n_columns ? n % n_columns == 0 : n == 0);
    int32_t *keys = fits ? malloc((size_t)(2 * n_columns + 1) * sizeof *keys) : NULL;
    if (!keys) {
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t first = 0; first < n; first += n_columns) {
        rank_rising(READ(float, 0) + first, n_columns, keys, keys + n_columns);
        for (int64_t k = 0; k < n_columns; k++)
            WRITE(int64_t, 1)[first + keys[n_columns + k]] = k;
    }
    Py_END_ALLOW_THREADS
    free(keys);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (best_first, outstanding_first, columns, named_indptr, named_columns, n_tags, n_best, n_outstanding, row,
   column, rank): the candidates of each row; see _choose of pairs.py. Both first arrays are
   (n_rows, n_learned), the least first. Returns how many pairs there are. */
KERNEL(choose)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 11) < 0)
        return NULL;
    int64_t n_tags = PyLong_AsLongLong(args[5]), n_best = PyLong_AsLongLong(args[6]);
    int64_t n_outstanding = PyLong_AsLongLong(args[7]);
    PyObject *objects[8] = {args[0], args[1], args[2], args[3], args[4], args[8], args[9], args[10]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "44888hhh") < 0)
        return NULL;
    const float *best_first = READ(float, 0), *outstanding_first = READ(float, 1);
    const int64_t *columns = READ(int64_t, 2), *indptr = READ(int64_t, 3), *named = READ(int64_t, 4);
    int64_t *row = WRITE(int64_t, 5), *column = WRITE(int64_t, 6), *rank = WRITE(int64_t, 7);
    int64_t n_learned = arrays.size[2], n_rows = arrays.size[3] - 1, n_named = arrays.size[4];
    int fits = n_rows >= 0 && n_tags >= 0 && n_best >= 0 && n_outstanding >= 0 &&
               arrays.size[0] == n_rows * n_learned && arrays.size[1] == n_rows * n_learned &&
               indptr[0] == 0 && indptr[n_rows] == n_named && n_learned < INT32_MAX;
    n_best = n_best < n_learned ? n_best : n_learned;
    n_outstanding = n_outstanding < n_learned ? n_outstanding : n_learned;
    int64_t room = n_rows * (n_best + n_outstanding) + n_named;
    for (int place = 5; place < 8; place++)
        fits = fits && arrays.size[place] >= room;
    for (int64_t k = 0; fits && k < n_learned; k++)
        fits = columns[k] >= 0 && columns[k] < n_tags;
    for (int64_t k = 0; fits && k < n_named; k++)
        fits = named[k] < n_tags;
    for (int64_t i = 0; fits && i < n_rows; i++)
        fits = indptr[i] <= indptr[i + 1];
    int32_t *keys = fits ? malloc((size_t)(2 * n_learned + 1) * sizeof *keys) : NULL;
    int64_t *ranks = fits ? malloc((size_t)(n_tags + 1) * sizeof *ranks) : NULL;
    char *is_chosen = fits ? calloc((size_t)(n_tags + 1), 1) : NULL;
    if (!keys || !ranks || !is_chosen) {
        free(keys);
        free(ranks);
        free(is_chosen);
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    int64_t n = 0;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t tag = 0; tag < n_tags; tag++)
        ranks[tag] = n_learned;
    for (int64_t i = 0; i < n_rows; i++) {
        int32_t *places = keys + n_learned;
        rank_rising(outstanding_first + i * n_learned, n_learned, keys, places);
        for (int64_t k = 0; k < n_learned; k++)
            is_chosen[columns[k]] |= places[k] < n_outstanding;
        rank_rising(best_first + i * n_learned, n_learned, keys, places);
        for (int64_t k = 0; k < n_learned; k++) {
            is_chosen[columns[k]] |= places[k] < n_best;
            ranks[columns[k]] = places[k];
        }
        for (int64_t k = indptr[i]; k < indptr[i + 1]; k++)
            if (named[k] >= 0)
                is_chosen[named[k]] = 1;
        for (int64_t tag = 0; tag < n_tags; tag++) {
            if (!is_chosen[tag])
                continue;
            is_chosen[tag] = 0;
            row[n] = i;
            column[n] = tag;
            rank[n++] = ranks[tag];
        }
    }
    Py_END_ALLOW_THREADS
    free(keys);
    free(ranks);
    free(is_chosen);
    close_arrays(&arrays);
    return PyLong_FromLongLong(n);
}

/* Fills in the products and returns the largest, 0 at least. */
WIDE static float weigh_chances(const float *chances, const float *share, int64_t n, float *weighted)
{
    float most = 0.0f;
    for (int64_t i = 0; i < n; i++) {
        weighted[i] = chances[i] * share[i];
        most = weighted[i] > most ? weighted[i] : most;
    }
    return most;
}

/* (chances, borders, column, share, beside, best): how well each candidate goes with the likely tags of its
   row; share[c, k] is the share of the cables of tag k that carry c. */
KERNEL(measure_together)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0 || open_arrays(&arrays, args, "4884dd") < 0)
        return NULL;
    const float *chances = READ(float, 0), *share = READ(float, 3);
    const int64_t *borders = READ(int64_t, 1), *column = READ(int64_t, 2);
    float *beside = WRITE(float, 4), *best = WRITE(float, 5);
    int64_t n_rows = arrays.size[1] - 1, n = arrays.size[2];
    int64_t n_tags = n_rows > 0 ? arrays.size[0] / n_rows : 0;
    int fits = n_rows >= 0 && arrays.size[0] == n_rows * n_tags && arrays.size[4] == n && arrays.size[5] == n &&
               (n_rows == 0 || arrays.size[3] == n_tags * n_tags) && borders[0] == 0 && borders[n_rows] == n;
    for (int64_t row = 0; fits && row < n_rows; row++)
        fits = borders[row] <= borders[row + 1];
    for (int64_t i = 0; fits && i < n; i++)
        fits = column[i] >= 0 && column[i] < n_tags;
    float *weighted = fits ? malloc((size_t)(n_tags + 1) * sizeof *weighted) : NULL;
    if (!weighted) {
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < n_rows; row++) {
        const float *own = chances + row * n_tags;
        float total = add_pairwise(own, n_tags);
        total = total > 1.0f ? total : 1.0f;
        for (int64_t i = borders[row]; i < borders[row + 1]; i++) {
            best[i] = weigh_chances(own, share + column[i] * n_tags, n_tags, weighted);
            beside[i] = add_pairwise(weighted, n_tags) / total;
        }
    }
    Py_END_ALLOW_THREADS
    free(weighted);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (X, width, first, source, n_planes, n_tags, row, column): X[i, first + p] becomes
   source[row[i], p, column[i]]. */
KERNEL(gather_columns)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 8) < 0)
        return NULL;
    int64_t width = PyLong_AsLongLong(args[1]), first = PyLong_AsLongLong(args[2]);
    int64_t n_planes = PyLong_AsLongLong(args[4]), n_tags = PyLong_AsLongLong(args[5]);
    PyObject *objects[4] = {args[0], args[3], args[6], args[7]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "d488") < 0)
        return NULL;
    float *X = WRITE(float, 0);
    const float *source = READ(float, 1);
    const int64_t *row = READ(int64_t, 2), *column = READ(int64_t, 3);
    int64_t n = arrays.size[2], per_row = n_planes * n_tags;
    int fits = width > 0 && first >= 0 && n_planes >= 0 && n_tags >= 0 && first + n_planes <= width &&
               arrays.size[0] == n * width && arrays.size[3] == n;
    for (int64_t i = 0; fits && i < n; i++)
        fits = row[i] >= 0 && column[i] >= 0 && column[i] < n_tags && (row[i] + 1) * per_row <= arrays.size[1];
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t i = 0; i < n; i++) {
        const float *from = source + row[i] * per_row + column[i];
        for (int64_t plane = 0; plane < n_planes; plane++)
            X[i * width + first + plane] = from[plane * n_tags];
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
