/* Likeness to the kept cables: as cableml/models/memory.py does; their votes are in votes.c. */

#include "kernels.h"

enum { AT_ONCE = 256, AHEAD = 2, FETCHED = 64 };

WIDE static uint32_t find_largest(const uint32_t *numbers, int64_t n)
{
    uint32_t largest = 0;
    for (int64_t i = 0; i < n; i++)
        largest = numbers[i] > largest ? numbers[i] : largest;
    return largest;
}

/* What the kept cables hold of each feature: starts[f] to starts[f + 1]. */
typedef struct {
    const uint32_t *starts, *cables;
    const float *values;
} Holders;

/* Asks for the first holders of a feature, which lie anywhere in memory: they are needed soon. */
static inline void fetch(const Holders *holders, int64_t feature)
{
    uint32_t first = holders->starts[feature], end = holders->starts[feature + 1];
    for (uint32_t k = first; k < end && k < first + FETCHED; k += 16) {
        __builtin_prefetch(holders->cables + k);
        __builtin_prefetch(holders->values + k);
    }
}

/* Adds the products of one row with every kept cable to the sums, feature after feature. */
WIDE static void add_likeness(const Holders *holders, const int64_t *indices, const float *data, int64_t n,
                              double *sums)
{
    double products[AT_ONCE];
    for (int64_t i = 0; i < n; i++) {
        uint32_t end = holders->starts[indices[i] + 1];
        if (i + AHEAD < n)
            fetch(holders, indices[i + AHEAD]);
        for (uint32_t first = holders->starts[indices[i]]; first < end; first += AT_ONCE) {
            const uint32_t *cables = holders->cables + first;
            const float *values = holders->values + first;
            uint32_t size = end - first < AT_ONCE ? end - first : AT_ONCE;
            for (uint32_t k = 0; k < size; k++)
                products[k] = (double)(values[k] * data[i]);
#pragma GCC unroll 4
            for (uint32_t k = 0; k < size; k++)
                sums[cables[k]] += products[k];
        }
    }
}

/* (indptr, indices, data, starts, cables, values, n_cables, alike): inner products of rows and kept cables. */
KERNEL(measure_similarity)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 8) < 0)
        return NULL;
    int64_t n_cables = PyLong_AsLongLong(args[6]);
    PyObject *objects[7] = {args[0], args[1], args[2], args[3], args[4], args[5], args[7]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "884444d") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 0), *indices = READ(int64_t, 1);
    const float *data = READ(float, 2);
    const uint32_t *starts = READ(uint32_t, 3), *cables = READ(uint32_t, 4);
    const float *values = READ(float, 5);
    float *alike = WRITE(float, 6);
    int64_t n_rows = arrays.size[0] - 1, n = arrays.size[1], n_kept = arrays.size[4];
    int fits = n_rows >= 0 && n_cables >= 0 && arrays.size[2] == n && arrays.size[5] == n_kept &&
               arrays.size[6] == n_rows * n_cables && indptr[0] == 0 && indptr[n_rows] == n;
    for (int64_t row = 0; fits && row < n_rows; row++)
        fits = indptr[row] <= indptr[row + 1];
    for (int64_t i = 0; fits && i < n; i++)
        fits = indices[i] >= 0 && indices[i] + 1 < arrays.size[3] && starts[indices[i] + 1] <= n_kept;
    fits = fits && (n_kept == 0 || find_largest(cables, n_kept) < n_cables);
    double *sums = fits ? malloc((size_t)(n_cables + 1) * sizeof *sums) : NULL;
    if (!sums) {
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Holders holders = {starts, cables, values};
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < n_rows; row++) {
        memset(sums, 0, (size_t)n_cables * sizeof *sums);
        add_likeness(&holders, indices + indptr[row], data + indptr[row], indptr[row + 1] - indptr[row], sums);
        for (int64_t cable = 0; cable < n_cables; cable++)
            alike[row * n_cables + cable] = (float)sums[cable];
    }
    Py_END_ALLOW_THREADS
    free(sums);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (alike, n_cables, row_posts, post_starts, by_post, starts, found): the likeness of each row to the cables
   of its own post; row i's stand from starts[i] to starts[i + 1]. */
KERNEL(gather_posts)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 7) < 0)
        return NULL;
    int64_t n_cables = PyLong_AsLongLong(args[1]);
    PyObject *objects[6] = {args[0], args[2], args[3], args[4], args[5], args[6]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "48848d") < 0)
        return NULL;
    const float *alike = READ(float, 0);
    const int64_t *row_posts = READ(int64_t, 1), *post_starts = READ(int64_t, 2), *starts = READ(int64_t, 4);
    const uint32_t *by_post = READ(uint32_t, 3);
    int64_t n_rows = arrays.size[1];
    int fits = arrays.size[0] == n_rows * n_cables && arrays.size[4] == n_rows + 1;
    for (int64_t row = 0; fits && row < n_rows; row++) {
        int64_t post = row_posts[row], size = 0;
        fits = post < arrays.size[2] - 1;
        if (fits && post >= 0) {
            size = post_starts[post + 1] - post_starts[post];
            fits = post_starts[post] >= 0 && size >= 0 && post_starts[post + 1] <= arrays.size[3];
        }
        fits = fits && starts[row] >= 0 && starts[row + 1] == starts[row] + size &&
               starts[row + 1] <= arrays.size[5];
    }
    if (!fits)
        return refuse(&arrays);
    for (int64_t row = 0; row < n_rows; row++) {
        const uint32_t *own = row_posts[row] < 0 ? by_post : by_post + post_starts[row_posts[row]];
        for (int64_t i = starts[row]; i < starts[row + 1]; i++, own++)
            WRITE(float, 5)[i] = *own < n_cables ? alike[row * n_cables + *own] : 0.0f;
    }
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

