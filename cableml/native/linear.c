/* Compact weights laid out for a product: as cableml/models/compact.py does. */

#include "kernels.h"

/* (masks, codes, starts, features, n_scores, wide): the codes of some features, row by row, 0 where none is
   kept. */
KERNEL(spread_codes)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0)
        return NULL;
    int64_t n_scores = PyLong_AsLongLong(args[4]);
    PyObject *objects[5] = {args[0], args[1], args[2], args[3], args[5]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "1188a") < 0)
        return NULL;
    const uint8_t *masks = READ(uint8_t, 0);
    const int8_t *codes = READ(int8_t, 1);
    const int64_t *starts = READ(int64_t, 2), *features = READ(int64_t, 3);
    int8_t *wide = WRITE(int8_t, 4);
    int64_t n_features = arrays.size[2] - 1, n = arrays.size[3], n_bytes = (n_scores + 7) / 8;
    int fits = n_scores >= 0 && n_features >= 0 && arrays.size[0] == n_features * n_bytes &&
               arrays.size[4] == n * n_scores;
    for (int64_t i = 0; fits && i < n; i++)
        fits = features[i] >= 0 && features[i] < n_features && starts[features[i]] >= 0 &&
               starts[features[i] + 1] <= arrays.size[1];
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    memset(wide, 0, (size_t)(n * n_scores));
    for (int64_t i = 0; i < n; i++) {
        const uint8_t *mask = masks + features[i] * n_bytes;
        const int8_t *code = codes + starts[features[i]], *end = codes + starts[features[i] + 1];
        int8_t *own = wide + i * n_scores;
        for (int64_t byte = 0; byte < n_bytes; byte += 8) {
            int64_t size = n_bytes - byte < 8 ? n_bytes - byte : 8;
            uint64_t bits = 0;
            if (size == 8 && byte + 8 <= n_bytes) {
                bits = __builtin_bswap64(load_word(mask + byte));
            } else {
                for (int64_t k = 0; k < size; k++)
                    bits |= (uint64_t)mask[byte + k] << (56 - 8 * k);
            }
            while (bits) {
                int lead = __builtin_clzll(bits);
                bits &= ~((uint64_t)1 << (63 - lead));
                int64_t score = 8 * byte + lead;
                if (score < n_scores && code < end)
                    own[score] = *code++;
            }
        }
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

WIDE static void scale_codes(const int8_t *codes, float scale, float *weights, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        weights[i] = (float)codes[i] * scale;
}

/* (wide, scales, places, features, n_scores, weights): the weights of some features; row i are the codes in
   row places[i] of `wide`, times the scale of features[i]. */
KERNEL(scale_rows)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0)
        return NULL;
    int64_t n_scores = PyLong_AsLongLong(args[4]);
    PyObject *objects[5] = {args[0], args[1], args[2], args[3], args[5]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "1288d") < 0)
        return NULL;
    const int8_t *wide = READ(int8_t, 0);
    const uint16_t *scales = READ(uint16_t, 1);
    const int64_t *places = READ(int64_t, 2), *features = READ(int64_t, 3);
    int64_t n = arrays.size[3];
    int fits = n_scores >= 0 && arrays.size[2] == n && arrays.size[4] == n * n_scores;
    for (int64_t i = 0; fits && i < n; i++)
        fits = places[i] >= 0 && (places[i] + 1) * n_scores <= arrays.size[0] && features[i] >= 0 &&
               features[i] < arrays.size[1];
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t i = 0; i < n; i++)
        scale_codes(wide + places[i] * n_scores, widen(scales[features[i]]), WRITE(float, 4) + i * n_scores,
                    n_scores);
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
