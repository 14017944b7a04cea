/* Compact weights laid out for a product: as cableml/models/compact.py does. */

#include "kernels.h"

/* (masks, codes, starts, scales, features, n_scores, weights): the weights of some features, row by row. */
KERNEL(lay_out_codes)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 7) < 0)
        return NULL;
    int64_t n_scores = PyLong_AsLongLong(args[5]);
    PyObject *objects[6] = {args[0], args[1], args[2], args[3], args[4], args[6]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "11828d") < 0)
        return NULL;
    const uint8_t *masks = READ(uint8_t, 0);
    const int8_t *codes = READ(int8_t, 1);
    const int64_t *starts = READ(int64_t, 2), *features = READ(int64_t, 4);
    float *weights = WRITE(float, 5);
    int64_t n_features = arrays.size[3], n = arrays.size[4], n_bytes = (n_scores + 7) / 8;
    int fits = n_scores >= 0 && arrays.size[0] == n_features * n_bytes && arrays.size[2] == n_features + 1 &&
               arrays.size[5] == n * n_scores && arrays.size[1] <= INT64_MAX;
    for (int64_t i = 0; fits && i < n; i++)
        fits = features[i] >= 0 && features[i] < n_features && starts[features[i]] >= 0 &&
               starts[features[i] + 1] <= arrays.size[1];
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    memset(weights, 0, (size_t)(n * n_scores) * sizeof *weights);
    for (int64_t i = 0; i < n; i++) {
        const uint8_t *mask = masks + features[i] * n_bytes;
        const int8_t *code = codes + starts[features[i]], *end = codes + starts[features[i] + 1];
        float scale = widen(READ(uint16_t, 3)[features[i]]), *own = weights + i * n_scores;
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
                    own[score] = (float)*code++ * scale;
            }
        }
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
