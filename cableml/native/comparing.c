/* Comparing cables: their sparse inner products, as cableml/models/gram.py adds them up, and the runs of words
   that they are known again by, as cableml/features/near_duplicates.py draws them. */

#include "kernels.h"

/* Rows in turn: each meets the rows before it in the columns that they share, then joins these columns; those
   before `first` only join, those from `last` on are left out. Adds to what stands on and below the diagonal, each sum by the order of the later row's entries. */
static void compare(const int64_t *indptr, const int32_t *indices, const float *data, int64_t n_rows,
                    int64_t first, int64_t last, const int64_t *starts, int64_t *ends, uint32_t *held_by,
                    float *held, float *sums, float *gram)
{
    for (int64_t row = 0; row < first; row++)
        for (int64_t place = indptr[row]; place < indptr[row + 1]; place++) {
            int64_t end = ends[indices[place]]++;
            held_by[end] = (uint32_t)row;
            held[end] = data[place];
        }
    for (int64_t row = first; row < last; row++) {
        memset(sums, 0, (size_t)(row + 1) * sizeof *sums);
        for (int64_t place = indptr[row]; place < indptr[row + 1]; place++) {
            int32_t column = indices[place];
            float value = data[place];
            held_by[ends[column]] = (uint32_t)row;
            held[ends[column]] = value;
            int64_t end = ++ends[column];
            for (int64_t at = starts[column]; at < end; at++)
                sums[held_by[at]] += value * held[at];
        }
        float *own = gram + row * n_rows;
        for (int64_t other = 0; other <= row; other++)
            own[other] += sums[other];
    }
}

/* (indptr, indices, data, n_columns, first, last, gram): indptr int64, indices int32; no row names a column
   twice. */
KERNEL(add_products)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 7) < 0)
        return NULL;
    int64_t n_columns = PyLong_AsLongLong(args[3]);
    int64_t first = PyLong_AsLongLong(args[4]), last = PyLong_AsLongLong(args[5]);
    PyObject *objects[4] = {args[0], args[1], args[2], args[6]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "844d") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 0);
    const int32_t *indices = READ(int32_t, 1);
    int64_t n_rows = arrays.size[0] - 1, n_entries = arrays.size[1];
    int fits = n_rows >= 0 && n_rows < (int64_t)1 << 31 && n_columns >= 0 && n_columns < (int64_t)1 << 31 &&
               arrays.size[2] == n_entries && arrays.size[3] == n_rows * n_rows && indptr[0] == 0 &&
               indptr[n_rows] == n_entries && first >= 0 && first <= last && last <= n_rows;
    for (int64_t row = 0; fits && row < n_rows; row++)
        fits = indptr[row] <= indptr[row + 1];
    for (int64_t place = 0; fits && place < n_entries; place++)
        fits = indices[place] >= 0 && indices[place] < n_columns;
    if (!fits)
        return refuse(&arrays);
    int64_t *starts = calloc((size_t)n_columns + 1, sizeof *starts);
    int64_t *ends = malloc(((size_t)n_columns + 1) * sizeof *ends);
    uint32_t *held_by = malloc(((size_t)n_entries + 1) * sizeof *held_by);
    float *held = malloc(((size_t)n_entries + 1) * sizeof *held);
    float *sums = malloc(((size_t)n_rows + 1) * sizeof *sums);
    int is_ready = starts && ends && held_by && held && sums;
    if (is_ready) {
        Py_BEGIN_ALLOW_THREADS
        for (int64_t place = 0; place < n_entries; place++)
            starts[indices[place] + 1]++;
        for (int64_t column = 0; column < n_columns; column++)
            starts[column + 1] += starts[column];
        memcpy(ends, starts, ((size_t)n_columns + 1) * sizeof *ends);
        compare(indptr, indices, READ(float, 2), n_rows, first, last, starts, ends, held_by, held, sums,
                WRITE(float, 3));
        Py_END_ALLOW_THREADS
    }
    free(starts);
    free(ends);
    free(held_by);
    free(held);
    free(sums);
    if (!is_ready) {
        PyErr_NoMemory();
        return refuse(&arrays);
    }
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (row, hash, run_words, sampling, runs, owners): runs of words inside one row whose hash the number divides.
   Returns how many there are; no more than there are words. */
KERNEL(sample_runs)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0)
        return NULL;
    int64_t run_words = PyLong_AsLongLong(args[2]), sampling = PyLong_AsLongLong(args[3]);
    PyObject *objects[4] = {args[0], args[1], args[4], args[5]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "88hh") < 0)
        return NULL;
    const int64_t *row = READ(int64_t, 0);
    const uint64_t *hash = READ(uint64_t, 1);
    uint64_t *runs = WRITE(uint64_t, 2);
    int64_t *owners = WRITE(int64_t, 3), n = arrays.size[0], n_drawn = 0;
    if (arrays.size[1] != n || arrays.size[2] < n || arrays.size[3] < n || run_words < 1 || sampling < 1)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t first = 0; first + run_words <= n; first++) {
        uint64_t run = 0;
        for (int64_t step = 0; step < run_words; step++)
            run = run * 0x9E3779B97F4A7C15u + hash[first + step];
        run ^= run >> 31;
        runs[n_drawn] = run;
        owners[n_drawn] = row[first];
        n_drawn += (row[first] == row[first + run_words - 1]) & (run % (uint64_t)sampling == 0);
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    return PyLong_FromLongLong(n_drawn);
}
