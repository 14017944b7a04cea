/* Growing one tree over the drawn rows: histograms, the best split of a leaf, parting its rows.

   All sums are of integers, so they depend on no order, and a histogram less one child's is the other
   child's to the last bit. A cell of a histogram is one vector, added in one step. */

#include "growing.h"

enum { AHEAD = 8 }; /* rows: how long before it is read memory is asked for */

static void count_cells(const Growth *own, Leaf *leaf)
{
    const uint32_t *order = own->order + leaf->first;
    int64_t n_features = own->n_features, width = own->width;
    memset(leaf->histogram, 0, (size_t)(n_features * width) * sizeof(Cell));
    for (Py_ssize_t place = 0; place < leaf->n_rows; place++) {
        if (place + AHEAD < leaf->n_rows)
            __builtin_prefetch(own->codes + order[place + AHEAD] * n_features);
        const uint8_t *codes = own->codes + order[place] * n_features;
        Cell term = own->terms[order[place]];
        Cell *cells = leaf->histogram;
        for (int64_t feature = 0; feature < n_features; feature++, cells += width)
            cells[codes[feature]] += term;
    }
}

static double score_part(Cell part, double penalty)
{
    return (double)part[0] * (double)part[0] / ((double)part[1] + penalty);
}

/* What the parts reach together, or -1 where one of them is too small. */
static double score_split(const Growth *own, Cell left, Cell total, double penalty)
{
    Cell right = total - left;
    if (left[2] < own->min_rows || right[2] < own->min_rows || left[1] <= 0 || right[1] <= 0)
        return -1.0;
    return score_part(left, penalty) + score_part(right, penalty);
}

static void find_split(const Growth *own, Leaf *leaf, double penalty)
{
    leaf->split.gain = 0.0;
    if (leaf->total[2] < 2 * own->min_rows || leaf->total[1] <= 0)
        return;
    double before = score_part(leaf->total, penalty), score = before;
    for (int feature = 0; feature < own->n_features; feature++) {
        const Cell *cells = leaf->histogram + feature * own->width;
        Cell missing = cells[0], left = {0, 0, 0, 0};
        int has_missing = missing[2] > 0, last = own->n_codes[feature] - !has_missing;
        for (int code = 1; code <= last; code++) {
            left += cells[code];
            for (int missing_left = 0; missing_left <= has_missing; missing_left++) {
                Cell tried = missing_left ? left + missing : left;
                double reached = score_split(own, tried, leaf->total, penalty);
                if (reached > score) {
                    score = reached;
                    /* Where nothing is missing, what may be missing one day goes where most go. */
                    int kindly = has_missing ? missing_left : 2 * (int64_t)left[2] > leaf->total[2];
                    leaf->split = (Split){reached - before, feature, code, kindly, tried};
                }
            }
        }
    }
}

/* A row goes left where its code, less one where missing values (code 0) go right, is at most the split's,
   less one too. Returns how many rows go left; they come first. */
static Py_ssize_t part_rows(Growth *own, const Leaf *leaf)
{
    uint8_t less = leaf->split.missing_left ? 0 : 1, most = (uint8_t)(leaf->split.code - less);
    uint32_t *order = own->order + leaf->first;
    const uint8_t *codes = own->codes + leaf->split.feature;
    Py_ssize_t n_left = 0, n_right = 0;
    for (Py_ssize_t place = 0; place < leaf->n_rows; place++) {
        uint32_t row = order[place];
        int is_left = (uint8_t)(codes[row * own->n_features] - less) <= most;
        order[n_left] = row;
        own->spare[n_right] = row;
        n_left += is_left;
        n_right += !is_left;
    }
    memcpy(order + n_left, own->spare, (size_t)n_right * sizeof *order);
    return n_left;
}

static void open_node(Tree *tree, Leaf *leaf, Py_ssize_t first, Py_ssize_t n_rows, Cell total)
{
    *leaf = (Leaf){.first = first, .n_rows = n_rows, .node = tree->n_nodes, .total = total};
    tree->feature[tree->n_nodes++] = LEAF;
}

void grow_tree(Growth *own, Tree *tree, double penalty)
{
    Leaf *leaves = own->leaves;
    Cell total = {0, 0, 0, 0};
    for (Py_ssize_t place = 0; place < own->n_drawn; place++)
        total += own->terms[place];
    tree->n_nodes = 0;
    open_node(tree, &leaves[0], 0, own->n_drawn, total);
    leaves[0].histogram = own->histograms;
    count_cells(own, &leaves[0]);
    find_split(own, &leaves[0], penalty);
    for (int64_t n_leaves = 1; n_leaves < own->n_leaves; n_leaves++) {
        int64_t at = 0;
        for (int64_t leaf = 1; leaf < n_leaves; leaf++)
            if (leaves[leaf].split.gain > leaves[at].split.gain)
                at = leaf;
        Leaf parent = leaves[at], *left = &leaves[at], *right = &leaves[n_leaves];
        if (!(parent.split.gain > 0.0))
            break;
        Py_ssize_t n_left = part_rows(own, &parent);
        tree->feature[parent.node] = (uint8_t)parent.split.feature;
        tree->code[parent.node] = (uint8_t)parent.split.code;
        tree->missing_left[parent.node] = (uint8_t)parent.split.missing_left;
        tree->left[parent.node] = tree->n_nodes;
        tree->right[parent.node] = tree->n_nodes + 1;
        open_node(tree, left, parent.first, n_left, parent.split.left);
        open_node(tree, right, parent.first + n_left, parent.n_rows - n_left,
                  parent.total - parent.split.left);
        if (n_leaves + 1 == own->n_leaves)
            break;
        Leaf *smaller = left->n_rows <= right->n_rows ? left : right;
        Leaf *larger = smaller == left ? right : left;
        smaller->histogram = own->histograms + n_leaves * own->n_features * own->width;
        larger->histogram = parent.histogram;
        count_cells(own, smaller);
        for (int64_t cell = 0; cell < own->n_features * own->width; cell++)
            larger->histogram[cell] -= smaller->histogram[cell];
        find_split(own, left, penalty);
        find_split(own, right, penalty);
    }
}
