/* What each block of columns adds to the scores of rows: as score_blocks of cableml/models/linear.py, in one
   pass over the weights, which are not laid out for a product before.

   Sums of float32 depend on their order. The orders here are those of OpenBLAS where it multiplies a vector
   and a matrix by AVX-512, found by trying: up to FEW features one after the other; more of them in groups of
   eight, four, two and one, each group summed by itself, the first scores and the last ones otherwise. The
   caller tries whether they are numpy's own on this machine, and lets numpy multiply where they are not. */

#include "kernels.h"

#if defined(__GNUC__) && defined(__x86_64__) && !defined(CABLEML_ONE_TARGET)
#define HAS_AVX512
#include <immintrin.h>
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl")))
#endif

enum { LANES = 16, GROUP = 8, FEW = 48, AHEAD = 16 };

/* Weights as float32, or as one byte each with a scale of two bytes a row (`codes` not NULL). */
typedef struct {
    const float *weights;
    const int8_t *codes;
    const uint16_t *scales;
    int64_t n_scores;
} Table;

#ifdef HAS_AVX512

typedef struct {
    int n;
    int64_t place[GROUP];
    float value[GROUP], scale[GROUP];
} Group;

AVX512 static inline __m512 load_weights(const Table *table, const Group *group, int k, int64_t first, __mmask16 mask)
{
    if (!table->codes)
        return _mm512_maskz_loadu_ps(mask, table->weights + group->place[k] + first);
    __m128i codes = _mm_maskz_loadu_epi8(mask, table->codes + group->place[k] + first);
    return _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(codes)), _mm512_set1_ps(group->scale[k]));
}

/* Adds the products of a group to `sum`, from the one at `begin` on in steps of `step`. */
AVX512 static inline __m512 add_group(const Table *table, const Group *group, int begin, int step, int64_t first,
                                      __mmask16 mask, __m512 sum)
{
    for (int k = begin; k < group->n; k += step)
        sum = _mm512_fmadd_ps(load_weights(table, group, k, first, mask), _mm512_set1_ps(group->value[k]), sum);
    return sum;
}

/* The sums of one group, for all scores. `first_sums` are those of the first scores, `last_sums` of the last
   ones, where they have an order of their own. */
AVX512 static void add_scores(const Table *table, const Group *group, int is_few, float *sums, __m512 *first_sums,
                              __m512 *last_sums)
{
    const __m512 zero = _mm512_setzero_ps();
    for (int64_t first = 0; first < table->n_scores; first += LANES) {
        int64_t rest = table->n_scores - first;
        __mmask16 mask = rest < LANES ? (__mmask16)((1u << rest) - 1) : (__mmask16)0xFFFF;
        __m512 sum = _mm512_maskz_loadu_ps(mask, sums + first);
        if (is_few)
            sum = add_group(table, group, 0, 1, first, mask, sum);
        else
            sum = _mm512_add_ps(sum, add_group(table, group, 0, 1, first, mask, zero));
        _mm512_mask_storeu_ps(sums + first, mask, sum);
        if (!is_few && first == 0) {
            int step = group->n >= 4 ? 2 : 1;
            __m512 own = add_group(table, group, 0, step, first, mask, zero);
            if (step == 2)
                own = _mm512_add_ps(own, add_group(table, group, 1, step, first, mask, zero));
            *first_sums = _mm512_add_ps(*first_sums, own);
        }
        if (!is_few && rest <= LANES)
            *last_sums = add_group(table, group, 0, 1, first, mask, *last_sums);
    }
}

/* The scores that the n features of one block add; `sums` (n_scores,) is 0 before. */
AVX512 static void add_block(const Table *table, const int64_t *features, const float *values, int64_t n, float *sums)
{
    int is_few = n <= FEW && n != 4;
    __m512 first_sums = _mm512_setzero_ps(), last_sums = first_sums;
    for (int64_t i = 0; i < n;) {
        int64_t rest = n - i;
        Group group = {.n = rest >= 8 ? 8 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1};
        for (int k = 0; k < group.n; k++) {
            group.place[k] = features[i + k] * table->n_scores;
            group.value[k] = values[i + k];
            if (table->codes)
                group.scale[k] = widen(table->scales[features[i + k]]);
        }
        for (int64_t k = i + AHEAD; k < i + AHEAD + group.n && k < n; k++)
            for (int64_t byte = 0; byte < table->n_scores * (table->codes ? 1 : 4); byte += 64)
                __builtin_prefetch(table->codes ? (const char *)(table->codes + features[k] * table->n_scores) + byte
                                                : (const char *)(table->weights + features[k] * table->n_scores) + byte);
        add_scores(table, &group, is_few, sums, &first_sums, &last_sums);
        i += group.n;
    }
    if (is_few)
        return;
    int64_t n_last = table->n_scores % 4, last = (table->n_scores - 1) / LANES * LANES;
    if (n_last) {
        unsigned lanes = (unsigned)(table->n_scores - last);
        __mmask16 mask = (__mmask16)((1u << lanes) - (1u << (lanes - (unsigned)n_last)));
        _mm512_mask_storeu_ps(sums + last, mask, last_sums);
    }
    unsigned n_first = (unsigned)(table->n_scores / 4 * 4 % LANES);
    _mm512_mask_storeu_ps(sums, (__mmask16)((1u << n_first) - 1), first_sums);
}

static int can_add(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

#else

static void add_block(const Table *table, const int64_t *features, const float *values, int64_t n, float *sums)
{
    (void)table, (void)features, (void)values, (void)n, (void)sums;
}

static int can_add(void)
{
    return 0;
}

#endif

/* (weights, codes, scales, n_scores, indptr, indices, data, starts, added): weights float32, or codes and
   scales, the others empty; `added` (n_rows, n_blocks, n_scores) is 0 before. Returns whether the processor
   can do it. */
KERNEL(score_blocks)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 9) < 0)
        return NULL;
    int64_t n_scores = PyLong_AsLongLong(args[3]);
    PyObject *objects[8] = {args[0], args[1], args[2], args[4], args[5], args[6], args[7], args[8]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "4128848d") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 3), *indices = READ(int64_t, 4), *starts = READ(int64_t, 6);
    const float *data = READ(float, 5);
    float *added = WRITE(float, 7);
    Table table = {READ(float, 0), arrays.size[1] ? READ(int8_t, 1) : NULL, READ(uint16_t, 2), n_scores};
    int64_t n_rows = arrays.size[3] - 1, n = arrays.size[4], n_blocks = arrays.size[6];
    int64_t n_numbers = table.codes ? arrays.size[1] : arrays.size[0];
    int fits = n_scores > 0 && n_rows >= 0 && n_blocks > 0 && arrays.size[5] == n &&
               arrays.size[7] == n_rows * n_blocks * n_scores && indptr[0] == 0 && indptr[n_rows] == n;
    int64_t n_features = fits ? n_numbers / n_scores : 0;
    fits = fits && n_features * n_scores == n_numbers && (!table.codes || arrays.size[2] == n_features);
    for (int64_t row = 0; fits && row < n_rows; row++) {
        fits = indptr[row] <= indptr[row + 1];
        for (int64_t i = indptr[row]; fits && i < indptr[row + 1]; i++)
            fits = indices[i] >= (i > indptr[row] ? indices[i - 1] : 0) && indices[i] < n_features;
    }
    if (!fits)
        return refuse(&arrays);
    int is_able = can_add();
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; is_able && row < n_rows; row++) {
        int64_t begin = indptr[row], end = begin;
        for (int64_t block = 0; block < n_blocks; block++, begin = end) {
            while (end < indptr[row + 1] && (block + 1 == n_blocks || indices[end] < starts[block + 1]))
                end++;
            add_block(&table, indices + begin, data + begin, end - begin, added + (row * n_blocks + block) * n_scores);
        }
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    return PyBool_FromLong(is_able);
}
