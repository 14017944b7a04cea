/* What the two halves of growing trees share. */

#ifndef CABLEML_GROWING_H
#define CABLEML_GROWING_H

#include "kernels.h"

#define LEAF 255
#define LANES 4 /* sums beside each other: rows that follow one another seldom wait for each other */

typedef int32_t Cell __attribute__((vector_size(16))); /* gradient, curvature, rows, 0 */

typedef struct {
    double gain; /* 0: there is none */
    int feature, code, missing_left;
    Cell left;
} Split;

typedef struct {
    Py_ssize_t first, n_rows; /* its part of the order of the drawn rows */
    uint32_t node;
    Cell total;
    Cell *histogram;
    Split split;
} Leaf;

typedef struct {
    uint32_t n_nodes;
    uint8_t *feature, *code, *missing_left;
    uint32_t *left, *right;
    float *value;
} Tree;

typedef struct {
    int64_t n_rows, n_features, width; /* width: cells a feature */
    const uint8_t *rows, *columns, *y;
    const int32_t *n_codes, *chances;
    int64_t n_leaves, min_rows, n_wanted, start;
    double rate, penalty;
    uint64_t seed;
    Leaf *leaves;
    Cell *histograms;
    int64_t (*sums)[LANES][2]; /* of each node: gradients, curvatures */
    int32_t *added;             /* by each node, in steps */
    /* of each row */
    int32_t *odds, *gradient;
    uint16_t *node;
    uint8_t *is_drawn;
    /* of each drawn row */
    Py_ssize_t n_drawn;
    uint8_t *codes;
    Cell *terms;
    uint32_t *order, *spare;
} Growth;

/* Grows a tree over the drawn rows, the leaf that gains most parted first; values are not filled. */
void grow_tree(Growth *own, Tree *tree, double penalty);

#endif
