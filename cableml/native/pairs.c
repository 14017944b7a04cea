/* Candidate pairs of a cable and a tag, and what is known of them: as cableml/models/pairs.py does. */

#include "kernels.h"

/* A number that sorts as the float does, what is no number last. */
static inline int32_t rising_key(float value)
{
    int32_t bits;
    value += 0.0f;
    memcpy(&bits, &value, sizeof bits);
    return value != value ? INT32_MAX : bits < 0 ? bits ^ INT32_MAX : bits;
}

static inline int32_t falling_key(float value)
{
    return rising_key(-value);
}

WIDE static void order_keys(const float *values, int64_t n, int32_t *keys)
{
    for (int64_t i = 0; i < n; i++)
        keys[i] = rising_key(values[i]);
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

/* The place that one would have in rising order, of equal ones the first before the others. */
static int32_t rank_of(const int32_t *keys, int64_t n, int64_t place)
{
    return count_up_to(keys, place, keys[place]) + count_below(keys + place + 1, n - place - 1, keys[place]);
}

/* Marks the columns of the `most` least, of equal ones the first. The key up to which they reach is found bit
   by bit: comparing all some thirty times is faster than sorting some hundred. */
static void mark_least(const int32_t *keys, int64_t n, int64_t most, const int64_t *columns, char *is_chosen)
{
    if (most <= 0)
        return;
    int64_t low = INT32_MIN, high = INT32_MAX; /* the least key that enough do not exceed lies between */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (count_up_to(keys, n, (int32_t)middle) >= most)
            high = middle;
        else
            low = middle + 1;
    }
    int64_t n_equal = most - count_below(keys, n, (int32_t)low);
    for (int64_t k = 0; k < n; k++)
        if (keys[k] < low || (keys[k] == low && n_equal-- > 0))
            is_chosen[columns[k]] = 1;
}

/* (probabilities, thresholds, top, listed, starts): the columns listed of each row, as list_columns of
   listing.py has them: row i's stand from starts[i] to starts[i + 1]. `listed` has room for all. */
KERNEL(list_columns)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 5) < 0)
        return NULL;
    int64_t top = PyLong_AsLongLong(args[2]);
    PyObject *objects[4] = {args[0], args[1], args[3], args[4]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "44hh") < 0)
        return NULL;
    const float *thresholds = READ(float, 1);
    int64_t *listed = WRITE(int64_t, 2), *starts = WRITE(int64_t, 3);
    int64_t n_columns = arrays.size[1], n_rows = arrays.size[3] - 1, n = 0;
    int fits = n_rows >= 0 && n_columns < INT32_MAX && arrays.size[0] == n_rows * n_columns && arrays.size[2] >= arrays.size[0];
    int32_t *keys = fits ? malloc((size_t)(n_columns + 1) * sizeof *keys) : NULL;
    int64_t *columns = fits ? malloc((size_t)(n_columns + 1) * sizeof *columns) : NULL;
    uint64_t *order = fits ? malloc((size_t)(2 * n_columns + 1) * sizeof *order) : NULL;
    char *is_listed = fits ? calloc((size_t)n_columns + 1, 1) : NULL;
    if (!keys || !columns || !order || !is_listed) {
        free(keys);
        free(columns);
        free(order);
        free(is_listed);
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < n_rows; row++) {
        const float *own = READ(float, 0) + row * n_columns;
        int64_t n_others = 0, n_listed = 0, room = top;
        for (int64_t k = 0; k < n_columns; k++) {
            is_listed[k] = own[k] >= thresholds[k];
            room -= is_listed[k];
            if (!is_listed[k])
                columns[n_others++] = k;
        }
        for (int64_t k = 0; k < n_others; k++)
            keys[k] = falling_key(own[columns[k]]);
        mark_least(keys, n_others, room < n_others ? room : n_others, columns, is_listed);
        for (int64_t k = 0; k < n_columns; k++)
            if (is_listed[k])
                order[n_listed++] = (uint64_t)((int64_t)falling_key(own[k]) - INT32_MIN) << 32 | (uint64_t)k;
        sort_numbers(order, order + n_columns, n_listed);
        starts[row] = n;
        for (int64_t k = 0; k < n_listed; k++)
            listed[n++] = (int64_t)(order[k] & 0xFFFFFFFFu);
    }
    starts[n_rows] = n;
    Py_END_ALLOW_THREADS
    free(keys);
    free(columns);
    free(order);
    free(is_listed);
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
    int32_t *keys = fits ? malloc((size_t)(n_learned + 1) * sizeof *keys) : NULL;
    int64_t *place_of = fits ? malloc((size_t)(n_tags + 1) * sizeof *place_of) : NULL;
    char *is_chosen = fits ? calloc((size_t)(n_tags + 1), 1) : NULL;
    if (!keys || !place_of || !is_chosen) {
        free(keys);
        free(place_of);
        free(is_chosen);
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    int64_t n = 0;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t tag = 0; tag < n_tags; tag++)
        place_of[tag] = -1;
    for (int64_t k = 0; k < n_learned; k++)
        place_of[columns[k]] = k;
    for (int64_t i = 0; i < n_rows; i++) {
        order_keys(outstanding_first + i * n_learned, n_learned, keys);
        mark_least(keys, n_learned, n_outstanding, columns, is_chosen);
        order_keys(best_first + i * n_learned, n_learned, keys);
        mark_least(keys, n_learned, n_best, columns, is_chosen);
        for (int64_t k = indptr[i]; k < indptr[i + 1]; k++)
            if (named[k] >= 0)
                is_chosen[named[k]] = 1;
        for (int64_t tag = 0; tag < n_tags; tag++) {
            if (!is_chosen[tag])
                continue;
            is_chosen[tag] = 0;
            row[n] = i;
            column[n] = tag;
            rank[n++] = place_of[tag] < 0 ? n_learned : rank_of(keys, n_learned, place_of[tag]);
        }
    }
    Py_END_ALLOW_THREADS
    free(keys);
    free(place_of);
    free(is_chosen);
    close_arrays(&arrays);
    return PyLong_FromLongLong(n);
}

/* The sum of up to 128 products as `add_pairwise` would have it; `most` becomes the largest if that is more. */
WIDE static float weigh_part(const float *chances, const float *share, int64_t n, float *most)
{
    enum { SUMS = 8 };
    float sums[SUMS], largest[SUMS], sum = 0.0f, product;
    int64_t i = 0;
    if (n >= SUMS) {
        for (int k = 0; k < SUMS; k++)
            sums[k] = largest[k] = chances[k] * share[k];
        for (i = SUMS; i + SUMS <= n; i += SUMS)
            for (int k = 0; k < SUMS; k++) {
                float here = chances[i + k] * share[i + k];
                sums[k] += here;
                largest[k] = here > largest[k] ? here : largest[k];
            }
        sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
        for (int k = 0; k < SUMS; k++)
            *most = largest[k] > *most ? largest[k] : *most;
    }
    for (; i < n; i++) {
        product = chances[i] * share[i];
        sum += product;
        *most = product > *most ? product : *most;
    }
    return sum;
}

static float weigh_chances(const float *chances, const float *share, int64_t n, float *most)
{
    if (n <= 128)
        return weigh_part(chances, share, n, most);
    int64_t half = n / 2;
    half -= half % 8;
    float first = weigh_chances(chances, share, half, most);
    return first + weigh_chances(chances + half, share + half, n - half, most);
}

/* (chances, borders, column, fold_of, shares, beside, best): how well each candidate goes with the likely tags
   of its row; shares[f, c, k] is the share of the cables of tag k outside fold f that carry c. */
KERNEL(measure_together)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 7) < 0 || open_arrays(&arrays, args, "48884dd") < 0)
        return NULL;
    const float *chances = READ(float, 0), *shares = READ(float, 4);
    const int64_t *borders = READ(int64_t, 1), *column = READ(int64_t, 2), *fold_of = READ(int64_t, 3);
    float *beside = WRITE(float, 5), *best = WRITE(float, 6);
    int64_t n_rows = arrays.size[1] - 1, n = arrays.size[2];
    int64_t n_tags = n_rows > 0 ? arrays.size[0] / n_rows : 0;
    int64_t n_folds = n_tags > 0 ? arrays.size[4] / (n_tags * n_tags) : INT64_MAX;
    int fits = n_rows >= 0 && arrays.size[0] == n_rows * n_tags && arrays.size[3] == n_rows &&
               arrays.size[5] == n && arrays.size[6] == n &&
               (n_rows == 0 || arrays.size[4] == n_folds * n_tags * n_tags) && borders[0] == 0 && borders[n_rows] == n;
    for (int64_t row = 0; fits && row < n_rows; row++)
        fits = borders[row] <= borders[row + 1] && fold_of[row] >= 0 && fold_of[row] < n_folds;
    for (int64_t i = 0; fits && i < n; i++)
        fits = column[i] >= 0 && column[i] < n_tags;
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < n_rows; row++) {
        const float *own = chances + row * n_tags, *share = shares + fold_of[row] * n_tags * n_tags;
        float total = add_pairwise(own, n_tags);
        total = total > 1.0f ? total : 1.0f;
        for (int64_t i = borders[row]; i < borders[row + 1]; i++) {
            best[i] = 0.0f;
            beside[i] = weigh_chances(own, share + column[i] * n_tags, n_tags, &best[i]) / total;
        }
    }
    Py_END_ALLOW_THREADS
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
