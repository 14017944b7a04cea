/* Counts the terms of one row after the other: what counting.c and characters.c share. */

#ifndef CABLEML_COUNTER_H
#define CABLEML_COUNTER_H

#include "kernels.h"

/* How often each term occurs in one row, and a bit for each that does: read out in order of terms. */
typedef struct {
    uint32_t *uses;
    uint64_t *seen;
    int64_t first, end; /* the words of `seen` that hold bits */
    int64_t *indptr, *term, *count;
    int64_t row, n;
} Counter;

/* Opens a counter of rows that are written to `indptr`, `term` and `count`. Returns 0, or -1 where there is no
   memory; it is to be closed in either case. */
static inline int open_counter(Counter *counter, int64_t n_terms, int64_t *indptr, int64_t *term,
                               int64_t *count)
{
    counter->indptr = indptr;
    counter->term = term;
    counter->count = count;
    counter->uses = calloc((size_t)n_terms + 1, sizeof *counter->uses);
    counter->seen = calloc((size_t)n_terms / 64 + 1, sizeof *counter->seen);
    counter->first = INT64_MAX;
    counter->end = counter->row = counter->n = 0;
    if (!counter->uses || !counter->seen)
        return -1;
    indptr[0] = 0;
    return 0;
}

static inline void close_counter(Counter *counter)
{
    free(counter->uses);
    free(counter->seen);
}

static inline void count_uses(Counter *counter, int64_t term, uint32_t uses)
{
    uint32_t before = counter->uses[term];
    counter->uses[term] = before + uses;
    if (before == 0) {
        int64_t word = term >> 6;
        counter->seen[word] |= (uint64_t)1 << (term & 63);
        if (word < counter->first)
            counter->first = word;
        if (word >= counter->end)
            counter->end = word + 1;
    }
}

static inline void count_term(Counter *counter, int64_t term)
{
    count_uses(counter, term, 1);
}

/* Write out the row counted so far, and begin with `row`. */
static inline void turn_to_row(Counter *counter, int64_t row)
{
    for (int64_t word = counter->first; word < counter->end; word++) {
        uint64_t bits = counter->seen[word];
        counter->seen[word] = 0;
        while (bits) {
            int64_t term = (word << 6) + __builtin_ctzll(bits);
            bits &= bits - 1;
            counter->term[counter->n] = term;
            counter->count[counter->n++] = counter->uses[term];
            counter->uses[term] = 0;
        }
    }
    counter->first = INT64_MAX;
    counter->end = 0;
    while (counter->row < row)
        counter->indptr[++counter->row] = counter->n;
}

#endif
