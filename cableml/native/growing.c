/* Growing boosted trees over binned rows: as cableml/models/growing.py grows them.

   Each tree is grown over rows that are drawn by the size of their gradients, and valued over all rows.
   Gradients, curvatures and log-odds are integers, whose sums depend on no order. */

#include "growing.h"

#include <math.h>

enum { FEW_LEAVES = 16, N_BUCKETS = 1025, RARE = 32, BLOCK = 4096, BITS = 24, BUCKET_BITS = 14 };
enum { SUM_BITS = 30, ODDS_BITS = 20, STEP_BITS = 11, N_STEPS = 1 << 14, MOST_ADDED = 1 << 24 };
enum { MOST_ODDS = 1 << 30, LOOKED_AT = 4, MOST_LEAVES = 1 << 15 };

static const int64_t ONE = (int64_t)1 << BITS;
static const double ONE_STEPS = (double)(1 << ODDS_BITS);

static int64_t curvature_of(int64_t chance)
{
    return chance - ((chance * chance) >> BITS);
}

WIDE static void measure_gradients(const int32_t *odds, const uint8_t *y, const int32_t *chances, int64_t n,
                                   int32_t *gradient)
{
    for (int64_t row = 0; row < n; row++) {
        int32_t step = (odds[row] >> STEP_BITS) + N_STEPS / 2;
        step = step < 0 ? 0 : step;
        step = step >= N_STEPS ? N_STEPS - 1 : step;
        gradient[row] = chances[step] - (int32_t)((uint32_t)y[row] << BITS);
    }
}

/* Counts the gradients of every LOOKED_AT-th row by size. */
static void count_sizes(const int32_t *gradient, int64_t n, int64_t *counts)
{
    memset(counts, 0, N_BUCKETS * sizeof *counts);
    for (int64_t row = 0; row < n; row += LOOKED_AT)
        counts[(gradient[row] < 0 ? -gradient[row] : gradient[row]) >> BUCKET_BITS]++;
}

static int64_t sum_sizes(const int64_t *counts, int64_t bound)
{
    int64_t sum = 0, least = bound / RARE;
    for (int64_t bucket = 0; bucket < N_BUCKETS; bucket++) {
        int64_t size = bucket << BUCKET_BITS;
        sum += counts[bucket] * (size < least ? least : size > bound ? bound : size);
    }
    return sum;
}

/* The size of gradient from which on every row is drawn, so that about as many are drawn as wanted. */
static int64_t find_bound(const int64_t *counts, int64_t n_wanted)
{
    int64_t low = RARE, high = ONE;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (sum_sizes(counts, middle) <= n_wanted * middle)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

WIDE static void cast_lots(const int32_t *gradient, int64_t n, uint32_t key, int32_t bound, uint8_t *is_drawn)
{
    int32_t least = bound / RARE;
    for (int64_t row = 0; row < n; row++) {
        int32_t size = gradient[row] < 0 ? -gradient[row] : gradient[row];
        uint32_t likely = (uint32_t)(size < least ? least : size), lot = (uint32_t)row * 0x9E3779B1u + key;
        lot = (lot ^ (lot >> 16)) * 0x85EBCA6Bu;
        lot = (lot ^ (lot >> 13)) * 0xC2B2AE35u;
        lot ^= lot >> 16;
        is_drawn[row] = (uint32_t)(((uint64_t)lot * (uint32_t)bound) >> 32) < likely;
    }
}

/* Draws rows by the size of their gradients; each counts for those that were passed over. */
static void draw_rows(Growth *own, uint64_t tree, int64_t bound, int64_t *sums)
{
    Py_ssize_t n = 0;
    int64_t least = bound / RARE;
    uint32_t key = (uint32_t)(mix(own->seed + tree * 0x9E3779B97F4A7C15u) >> 32);
    cast_lots(own->gradient, own->n_rows, key, (int32_t)bound, own->is_drawn);
    for (int64_t row = 0; row < own->n_rows; row++) {
        own->spare[n] = (uint32_t)row;
        n += own->is_drawn[row] | !bound;
    }
    own->n_drawn = n;
    sums[0] = sums[1] = 0;
    for (Py_ssize_t place = 0; place < n; place++) {
        int64_t row = own->spare[place], gradient = own->gradient[row];
        int64_t size = gradient < 0 ? -gradient : gradient, likely = size < least ? least : size;
        int64_t curvature = curvature_of(gradient + ((int64_t)own->y[row] << BITS)), count = 1;
        if (likely < bound) {
            size = size * bound / likely;
            curvature = curvature * bound / likely;
            count = bound / likely;
        }
        gradient = gradient < 0 ? -size : size;
        own->terms[place] = (Cell){(int32_t)gradient, (int32_t)curvature, (int32_t)count, 0};
        sums[0] += size;
        sums[1] += curvature;
    }
}

/* Lays the codes of the drawn rows side by side, and makes their terms so small that no sum leaves its
   cell. Returns by how many bits. */
static int take_rows(Growth *own, const int64_t *sums)
{
    int64_t largest = sums[0] > sums[1] ? sums[0] : sums[1];
    int shift = 0;
    while ((largest >> shift) + own->n_drawn >= (int64_t)1 << SUM_BITS)
        shift++;
    int32_t half = shift ? (int32_t)1 << (shift - 1) : 0;
    size_t size = (size_t)own->n_features;
    for (Py_ssize_t place = 0; place < own->n_drawn; place++) {
        Cell *term = &own->terms[place];
        *term = (Cell){((*term)[0] + half) >> shift, ((*term)[1] + half) >> shift, (*term)[2], 0};
        memcpy(own->codes + (size_t)place * size, own->rows + own->spare[place] * size, size);
        own->order[place] = (uint32_t)place;
    }
    return shift;
}

/* Below: all rows say what a leaf adds, not those alone that were drawn. */

WIDE static void strike(uint16_t *left, const uint8_t *codes, int64_t n, uint8_t less, uint8_t most,
                        uint16_t kept)
{
    for (int64_t row = 0; row < n; row++)
        left[row] &= (uint8_t)(codes[row] - less) <= most ? 0xFFFF : kept;
}

/* Numbers the leaves from left to right, and finds for each question the leaves that a no leaves over.
   Returns how many leaves there are; 0 where a mask has too few bits. */
static int order_leaves(const Tree *tree, uint16_t *leaves, uint16_t *kept)
{
    struct {
        uint32_t node;
        int n_before; /* leaves before its left side; -1 where that was not walked yet */
    } waiting[2 * FEW_LEAVES];
    int n_waiting = 0, n_leaves = 0;
    if (tree->n_nodes > 2 * FEW_LEAVES - 1)
        return 0;
    waiting[n_waiting].node = 0;
    waiting[n_waiting++].n_before = -1;
    while (n_waiting) {
        uint32_t node = waiting[--n_waiting].node;
        int n_before = waiting[n_waiting].n_before;
        if (tree->feature[node] == LEAF) {
            leaves[n_leaves++] = (uint16_t)node;
        } else if (n_before < 0) {
            waiting[n_waiting].node = tree->right[node];
            waiting[n_waiting++].n_before = -1;
            waiting[n_waiting].node = node;
            waiting[n_waiting++].n_before = n_leaves;
            waiting[n_waiting].node = tree->left[node];
            waiting[n_waiting++].n_before = -1;
        } else {
            kept[node] = (uint16_t) ~((1u << n_leaves) - (1u << n_before));
        }
    }
    return n_leaves;
}

static void place_rows(Growth *own, const Tree *tree, const uint16_t *leaves, const uint16_t *kept)
{
    uint16_t left[BLOCK], *node_of = own->node;
    for (int64_t first = 0; first < own->n_rows; first += BLOCK) {
        int64_t n = own->n_rows - first < BLOCK ? own->n_rows - first : BLOCK;
        memset(left, 0xFF, sizeof left);
        for (uint32_t node = 0; node < tree->n_nodes; node++)
            if (tree->feature[node] != LEAF) {
                uint8_t less = tree->missing_left[node] ? 0 : 1;
                const uint8_t *codes = own->columns + tree->feature[node] * own->n_rows + first;
                strike(left, codes, n, less, (uint8_t)(tree->code[node] - less), kept[node]);
            }
        for (int64_t row = 0; row < n; row++)
            node_of[first + row] = leaves[__builtin_ctz(left[row])];
    }
}

static void walk_rows(Growth *own, const Tree *tree)
{
    for (int64_t row = 0; row < own->n_rows; row++) {
        const uint8_t *codes = own->rows + row * own->n_features;
        uint32_t node = 0;
        while (tree->feature[node] != LEAF) {
            uint8_t less = tree->missing_left[node] ? 0 : 1;
            int is_left = (uint8_t)(codes[tree->feature[node]] - less) <= (uint8_t)(tree->code[node] - less);
            node = is_left ? tree->left[node] : tree->right[node];
        }
        own->node[row] = (uint16_t)node;
    }
}

static void sum_nodes(Growth *own, const Tree *tree)
{
    const int32_t *gradient = own->gradient;
    const uint16_t *node_of = own->node;
    const uint8_t *y = own->y;
    int64_t (*sums)[LANES][2] = own->sums;
    memset(sums, 0, tree->n_nodes * sizeof *sums);
    for (int64_t row = 0; row < own->n_rows; row++) {
        int64_t *sum = sums[node_of[row]][row % LANES];
        sum[0] += gradient[row];
        sum[1] += curvature_of(gradient[row] + ((int64_t)y[row] << BITS));
    }
    for (uint32_t node = tree->n_nodes; node-- > 0;)
        for (int k = 0; k < 2; k++) {
            int64_t *sum = &sums[node][0][k];
            if (tree->feature[node] != LEAF)
                *sum = sums[tree->left[node]][0][k] + sums[tree->right[node]][0][k];
            else
                for (int lane = 1; lane < LANES; lane++)
                    *sum += sums[node][lane][k];
        }
}

/* Values are whole steps of 2^-20, so that adding them up is exact. */
static void value_nodes(Growth *own, Tree *tree)
{
    uint16_t leaves[FEW_LEAVES], kept[2 * FEW_LEAVES];
    if (order_leaves(tree, leaves, kept))
        place_rows(own, tree, leaves, kept);
    else
        walk_rows(own, tree);
    sum_nodes(own, tree);
    for (uint32_t node = 0; node < tree->n_nodes; node++) {
        const int64_t *sum = own->sums[node][0];
        double divisor = (double)sum[1] + own->penalty;
        double steps = divisor > 0.0 ? rint(-own->rate * (double)sum[0] / divisor * ONE_STEPS) : 0.0;
        steps = steps < -MOST_ADDED ? -MOST_ADDED : steps > MOST_ADDED ? MOST_ADDED : steps;
        tree->value[node] = (float)(steps / ONE_STEPS);
        own->added[node] = (int32_t)steps;
    }
    int32_t *odds = own->odds;
    const int32_t *added = own->added;
    for (int64_t row = 0; row < own->n_rows; row++) {
        int32_t sum = odds[row] + added[own->node[row]];
        odds[row] = sum < -MOST_ODDS ? -MOST_ODDS : sum > MOST_ODDS ? MOST_ODDS : sum;
    }
}

static void free_growth(Growth *own)
{
    void *all[] = {own->leaves, own->histograms, own->sums,  own->added, own->odds,  own->gradient,
                   own->node,   own->is_drawn,   own->codes, own->terms, own->order, own->spare};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        free(all[k]);
}

static int allocate(Growth *own)
{
    size_t n = (size_t)own->n_rows, n_leaves = (size_t)own->n_leaves;
    own->leaves = malloc(n_leaves * sizeof *own->leaves);
    own->histograms = malloc(n_leaves * (size_t)(own->n_features * own->width) * sizeof *own->histograms);
    own->sums = malloc(2 * n_leaves * sizeof *own->sums);
    own->added = malloc(2 * n_leaves * sizeof *own->added);
    own->odds = malloc(n * sizeof *own->odds);
    own->gradient = malloc(n * sizeof *own->gradient);
    own->node = malloc(n * sizeof *own->node);
    own->is_drawn = malloc(n);
    own->codes = malloc(n * (size_t)own->n_features);
    own->terms = malloc(n * sizeof *own->terms);
    own->order = malloc(n * sizeof *own->order);
    own->spare = malloc((n + 1) * sizeof *own->spare);
    return own->leaves && own->histograms && own->sums && own->added && own->odds && own->gradient &&
           own->node && own->is_drawn && own->codes && own->terms && own->order && own->spare;
}

static int fits(const Growth *own, const Arrays *arrays, int64_t n_trees)
{
    int64_t most = (int64_t)1 << 31;
    if (own->n_rows < 1 || own->n_rows >= most || own->n_features < 1 || own->n_features >= LEAF ||
        own->n_leaves < 2 || own->n_leaves > MOST_LEAVES || own->n_leaves > own->n_rows + 1 ||
        own->min_rows < 1 || own->min_rows >= most || n_trees < 0 || n_trees >= most || own->width > 256)
        return 0;
    if (arrays->size[0] != own->n_rows * own->n_features || arrays->size[1] != arrays->size[0] ||
        arrays->size[4] != N_STEPS || arrays->size[6] != n_trees)
        return 0;
    for (int place = 7; place < 13; place++)
        if (arrays->size[place] != n_trees * (2 * own->n_leaves - 1))
            return 0;
    for (int64_t feature = 0; feature < own->n_features; feature++)
        if (own->n_codes[feature] < 1)
            return 0;
    for (int64_t cell = 0; cell < arrays->size[0]; cell++)
        if (own->rows[cell] >= own->width || own->columns[cell] >= own->width)
            return 0;
    return 1;
}

static void grow(Growth *own, const Arrays *arrays, int64_t n_trees)
{
    int64_t counts[N_BUCKETS], sums[2], most = 2 * own->n_leaves - 1;
    for (int64_t row = 0; row < own->n_rows; row++)
        own->odds[row] = (int32_t)own->start;
    for (int64_t number = 0; number < n_trees; number++) {
        int64_t first = number * most;
        Tree tree = {0,
                     (uint8_t *)arrays->view[7].buf + first,
                     (uint8_t *)arrays->view[8].buf + first,
                     (uint8_t *)arrays->view[9].buf + first,
                     (uint32_t *)arrays->view[10].buf + first,
                     (uint32_t *)arrays->view[11].buf + first,
                     (float *)arrays->view[12].buf + first};
        measure_gradients(own->odds, own->y, own->chances, own->n_rows, own->gradient);
        count_sizes(own->gradient, own->n_rows, counts);
        int64_t bound = own->n_wanted < own->n_rows ? find_bound(counts, own->n_wanted / LOOKED_AT) : 0;
        draw_rows(own, (uint64_t)number, bound, sums);
        int shift = take_rows(own, sums);
        grow_tree(own, &tree, own->penalty / (double)((int64_t)1 << shift));
        value_nodes(own, &tree);
        ((uint32_t *)arrays->view[6].buf)[number] = tree.n_nodes;
    }
}

/* (rows, columns, y, n_codes, chances, [n_trees, n_leaves, min_rows, n_wanted, seed, start], n_nodes,
   feature, code, missing_left, left, right, value, rate, penalty) */
KERNEL(grow_trees)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 15) < 0)
        return NULL;
    double rate = PyFloat_AsDouble(args[13]), penalty = PyFloat_AsDouble(args[14]);
    if (PyErr_Occurred() || open_arrays(&arrays, args, "111448daaaddd") < 0)
        return NULL;
    const int64_t *numbers = READ(int64_t, 5);
    if (arrays.size[5] != 6)
        return refuse(&arrays);
    Growth own = {.n_rows = arrays.size[2], .n_features = arrays.size[3], .rows = READ(uint8_t, 0),
                  .columns = READ(uint8_t, 1), .y = READ(uint8_t, 2), .n_codes = READ(int32_t, 3),
                  .chances = READ(int32_t, 4), .n_leaves = numbers[1], .min_rows = numbers[2],
                  .n_wanted = numbers[3], .start = numbers[5], .rate = rate,
                  .penalty = penalty * (double)ONE, .seed = (uint64_t)numbers[4]};
    for (int64_t feature = 0; feature < own.n_features; feature++)
        if (own.width <= own.n_codes[feature])
            own.width = (int64_t)own.n_codes[feature] + 1;
    if (!fits(&own, &arrays, numbers[0]))
        return refuse(&arrays);
    if (!allocate(&own)) {
        free_growth(&own);
        PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    grow(&own, &arrays, numbers[0]);
    Py_END_ALLOW_THREADS
    free_growth(&own);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}
