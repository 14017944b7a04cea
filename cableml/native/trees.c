/* Boosted trees over rows of features: as cableml/models/trees.py scores them.

   All questions of a tree are asked of a block of rows at once: each no strikes out the leaves to its left,
   and the first leaf left is where a row ends. Trees with more leaves than a mask has bits are walked.
   Source: Lucchese et al., "QuickScorer" (2015). */

#include "kernels.h"

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(CABLEML_ONE_TARGET)
#define HAS_AVX512
#define AVX512 __attribute__((target("avx512f,avx512dq,prefer-vector-width=512")))
#endif

enum { LEAF = 255, MOST_LEAVES = 32, MOST_WAITING = 64, BLOCK = 128 };

typedef struct {
    int64_t n_nodes;
    const uint8_t *feature, *missing_left;
    const float *cut, *value;
    const uint32_t *left, *right;
} Nodes;

typedef struct {
    int n_questions, n_leaves;
    uint8_t feature[MOST_LEAVES], missing_left[MOST_LEAVES];
    float cut[MOST_LEAVES], value[MOST_LEAVES];
    uint32_t kept[MOST_LEAVES]; /* the leaves that a no leaves over */
} Masks;

/* Returns 0, or -1 where the tree has too many leaves, or -2 where it points beside its nodes. */
static int strike_masks(Masks *masks, const Nodes *nodes, uint32_t root)
{
    struct {
        uint32_t node;
        int n_before; /* leaves before its left side; -1 where that was not walked yet */
    } waiting[MOST_WAITING];
    int n_waiting = 0;
    masks->n_questions = masks->n_leaves = 0;
    waiting[n_waiting].node = root;
    waiting[n_waiting++].n_before = -1;
    while (n_waiting) {
        n_waiting--;
        uint32_t node = waiting[n_waiting].node;
        int n_before = waiting[n_waiting].n_before;
        if (nodes->feature[node] == LEAF) {
            if (masks->n_leaves == MOST_LEAVES)
                return -1;
            masks->value[masks->n_leaves++] = nodes->value[node];
        } else if (n_before < 0) {
            uint32_t left = nodes->left[node], right = nodes->right[node];
            if (left <= node || right <= node || left >= nodes->n_nodes || right >= nodes->n_nodes)
                return -2;
            if (n_waiting + 3 > MOST_WAITING)
                return -1;
            waiting[n_waiting].node = right;
            waiting[n_waiting++].n_before = -1;
            waiting[n_waiting].node = node;
            waiting[n_waiting++].n_before = masks->n_leaves;
            waiting[n_waiting].node = left;
            waiting[n_waiting++].n_before = -1;
        } else {
            int place = masks->n_questions;
            if (place == MOST_LEAVES)
                return -1;
            uint64_t gone = ((uint64_t)1 << masks->n_leaves) - ((uint64_t)1 << n_before);
            masks->feature[place] = nodes->feature[node];
            masks->missing_left[place] = nodes->missing_left[node] != 0;
            masks->cut[place] = nodes->cut[node];
            masks->kept[place] = (uint32_t)~gone;
            masks->n_questions++;
        }
    }
    return 0;
}

/* What is no number is larger than nothing and at most nothing: so it goes right here, and left there. */
WIDE static void ask_strictly(const float *values, float cut, uint32_t kept, uint32_t *left)
{
    for (int row = 0; row < BLOCK; row++)
        left[row] &= kept | (values[row] <= cut ? 0xFFFFFFFFu : 0);
}

WIDE static void ask_kindly(const float *values, float cut, uint32_t kept, uint32_t *left)
{
    for (int row = 0; row < BLOCK; row++)
        left[row] &= kept | (values[row] > cut ? 0 : 0xFFFFFFFFu);
}

/* Adds to each row of a block the value of the leaf that it ends in. */
static void add_leaves(const Masks *masks, const float *block, double *odds)
{
    uint32_t left[BLOCK];
    memset(left, 0xFF, sizeof left);
    for (int k = 0; k < masks->n_questions; k++)
        (masks->missing_left[k] ? ask_kindly : ask_strictly)(block + masks->feature[k] * BLOCK, masks->cut[k],
                                                              masks->kept[k], left);
    for (int row = 0; row < BLOCK; row++)
        odds[row] += (double)masks->value[__builtin_ctz(left[row])];
}

#ifdef HAS_AVX512
typedef float Values __attribute__((vector_size(64), aligned(4)));
typedef uint32_t Leaves __attribute__((vector_size(64), aligned(4)));
enum { LANES = 16, PARTS = BLOCK / LANES };

/* The same, and the same bits: what is left of the leaves stays in registers, and so do their values. */
AVX512 static void add_leaves_by_lanes(const Masks *masks, const float *block, double *odds)
{
    Leaves left[PARTS];
    float added[BLOCK];
    for (int part = 0; part < PARTS; part++)
        left[part] = ~(Leaves){0};
    for (int k = 0; k < masks->n_questions; k++) {
        const Values *values = (const Values *)(block + masks->feature[k] * BLOCK);
        Leaves kept = (Leaves){0} + masks->kept[k];
        Values cut = (Values){0} + masks->cut[k];
        if (masks->missing_left[k])
            for (int part = 0; part < PARTS; part++)
                left[part] &= kept | ~(Leaves)(values[part] > cut);
        else
            for (int part = 0; part < PARTS; part++)
                left[part] &= kept | (Leaves)(values[part] <= cut);
    }
    const Values *value = (const Values *)masks->value;
    for (int part = 0; part < PARTS; part++) {
        /* The number of the lowest bit is the exponent of that bit as a float. */
        Values lowest = __builtin_convertvector(left[part] & -left[part], Values);
        *(Values *)(added + part * LANES) = __builtin_shuffle(value[0], value[1], ((Leaves)lowest >> 23) - 127);
    }
    for (int row = 0; row < BLOCK; row++)
        odds[row] += (double)added[row];
}
#endif

static float walk(const Nodes *nodes, uint32_t node, const float *block, int row)
{
    while (nodes->feature[node] != LEAF) {
        float value = block[nodes->feature[node] * BLOCK + row];
        int goes_left = value != value ? nodes->missing_left[node] != 0 : value <= nodes->cut[node];
        node = goes_left ? nodes->left[node] : nodes->right[node];
    }
    return nodes->value[node];
}

static void score_block(const Nodes *nodes, const Masks *masks, const uint32_t *roots, Py_ssize_t n_trees,
                        const float *block, int n_rows, double *odds)
{
    void (*add)(const Masks *, const float *, double *) = add_leaves;
#ifdef HAS_AVX512
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
        add = add_leaves_by_lanes;
#endif
    for (Py_ssize_t tree = 0; tree < n_trees; tree++) {
        if (masks[tree].n_leaves)
            add(&masks[tree], block, odds);
        else
            for (int row = 0; row < n_rows; row++)
                odds[row] += (double)walk(nodes, roots[tree], block, row);
    }
}

/* (roots, feature, cut, left, right, missing_left, value, start, X, n_features, odds) */
KERNEL(score_trees)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 11) < 0)
        return NULL;
    double start = PyFloat_AsDouble(args[7]);
    int64_t n_features = PyLong_AsLongLong(args[9]);
    PyObject *objects[9] = {args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[8], args[10]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "41444144d") < 0)
        return NULL;
    const uint32_t *roots = READ(uint32_t, 0);
    Nodes nodes = {arrays.size[1], READ(uint8_t, 1), READ(uint8_t, 5), READ(float, 2),
                   READ(float, 6), READ(uint32_t, 3), READ(uint32_t, 4)};
    const float *X = READ(float, 7);
    float *result = WRITE(float, 8);
    Py_ssize_t n_trees = arrays.size[0], n_rows = arrays.size[8];
    int fits = n_features >= 0 && n_features <= LEAF && arrays.size[7] == n_rows * n_features;
    for (int place = 2; place < 7; place++)
        fits = fits && arrays.size[place] == nodes.n_nodes;
    for (Py_ssize_t tree = 0; fits && tree < n_trees; tree++)
        fits = roots[tree] < nodes.n_nodes;
    for (int64_t node = 0; fits && node < nodes.n_nodes; node++)
        fits = nodes.feature[node] == LEAF ||
               (nodes.feature[node] < n_features && nodes.left[node] > node && nodes.right[node] > node &&
                nodes.left[node] < nodes.n_nodes && nodes.right[node] < nodes.n_nodes);
    if (!fits)
        return refuse(&arrays);
    Masks *masks = malloc((size_t)(n_trees + 1) * sizeof *masks);
    float *block = calloc((size_t)n_features * BLOCK + 1, sizeof *block);
    if (!masks || !block) {
        free(masks);
        free(block);
        PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t tree = 0; tree < n_trees; tree++)
        if (strike_masks(&masks[tree], &nodes, roots[tree]) < 0)
            masks[tree].n_leaves = 0;
    double odds[BLOCK];
    for (Py_ssize_t first = 0; first < n_rows; first += BLOCK) {
        int n = n_rows - first < BLOCK ? (int)(n_rows - first) : BLOCK;
        memset(odds, 0, sizeof odds);
        for (int row = 0; row < n; row++) {
            odds[row] = start;
            for (int64_t feature = 0; feature < n_features; feature++)
                block[feature * BLOCK + row] = X[(first + row) * n_features + feature];
        }
        score_block(&nodes, masks, roots, n_trees, block, n, odds);
        for (int row = 0; row < n; row++)
            result[first + row] = (float)odds[row];
    }
    Py_END_ALLOW_THREADS
    free(masks);
    free(block);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
