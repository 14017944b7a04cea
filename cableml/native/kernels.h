/* What the kernels share: opening arrays, growing them, hashing, sorting.

   Every kernel takes its arrays through the buffer protocol, works on them without the interpreter's lock,
   and writes into arrays that the caller made. It gives the same bits as the numpy way beside its caller:
   sums keep their order, and nothing is contracted (compile with -ffp-contract=off). */

#ifndef CABLEML_KERNELS_H
#define CABLEML_KERNELS_H

#define PY_SSIZE_T_CLEAN
#if !defined(Py_LIMITED_API) && !defined(Py_GIL_DISABLED)
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A second version of the loops that gain from wider registers, chosen when the module is loaded. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__) && \
    !defined(CABLEML_ONE_TARGET)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

#define BLANK 32
#define NO_SLOT 0xFFFFFFFFu
#define MAX_ARRAYS 24

typedef struct {
    int n;
    Py_buffer view[MAX_ARRAYS];
    Py_ssize_t size[MAX_ARRAYS]; /* how many numbers each holds */
} Arrays;

/* Open one array a letter of the layout: 1 2 4 8 bytes a number to read, a b d h to write.
   Returns 0, or -1 with an exception set and nothing left open. */
int open_arrays(Arrays *arrays, PyObject *const *objects, const char *layout);
void close_arrays(Arrays *arrays);
/* Returns 0 if a kernel got as many arguments as it needs, else -1 with an exception set. */
int check_count(Py_ssize_t given, Py_ssize_t needed);
/* Closes the arrays and returns NULL with "arrays do not fit" as the exception. */
PyObject *refuse(Arrays *arrays);

#define READ(type, place) ((const type *)arrays.view[place].buf)
#define WRITE(type, place) ((type *)arrays.view[place].buf)

static inline uint64_t load_word(const uint8_t *letters)
{
    uint64_t word;
    memcpy(&word, letters, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The `size` bytes (at most 8) at `place`, little-endian; nothing behind `end` is read. */
static inline uint64_t load_part(const uint8_t *letters, int64_t place, int64_t end, int64_t size)
{
    if (place + 8 <= end) {
        uint64_t word = load_word(letters + place);
        return size >= 8 ? word : word & (((uint64_t)1 << (8 * size)) - 1);
    }
    uint64_t word = 0;
    for (int64_t k = 0; k < size && k < 8; k++)
        word |= (uint64_t)letters[place + k] << (8 * k);
    return word;
}

static inline uint64_t mix(uint64_t hash)
{
    hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
    hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
    return hash ^ (hash >> 31);
}

static inline uint64_t extend_hash(uint64_t sequence, uint64_t word)
{
    return mix(sequence * 0xD1B54A32D192ED03u + word);
}

/* A table of slots, a power of two of them: where to begin looking for a hash. */
typedef struct {
    const uint64_t *hashes;
    const uint32_t *slots;
    uint32_t last;
    int shift;
} Slots;

/* Returns 0, or -1 where the number of slots is no power of two. In sight of the compiler, so that a table whose
   address goes nowhere else stays in registers. */
static inline int open_slots(Slots *table, const uint64_t *hashes, const uint32_t *slots, Py_ssize_t n_slots)
{
    int bits = 0;
    while (((Py_ssize_t)1 << bits) < n_slots)
        bits++;
    if (bits < 1 || bits > 31 || ((Py_ssize_t)1 << bits) != n_slots)
        return -1;
    table->hashes = hashes;
    table->slots = slots;
    table->last = (uint32_t)(n_slots - 1);
    table->shift = 64 - bits;
    return 0;
}

static inline uint32_t first_slot(const Slots *table, uint64_t hash)
{
    return (uint32_t)((hash * 0x9E3779B97F4A7C15u) >> table->shift);
}

/* The place of the hash in the table, or NO_SLOT. */
static inline uint32_t find_slot(const Slots *table, uint64_t hash)
{
    uint32_t slot = first_slot(table, hash);
    for (;;) {
        uint32_t place = table->slots[slot];
        if (place == NO_SLOT || table->hashes[place] == hash)
            return place;
        slot = (slot + 1) & table->last;
    }
}

/* A number of two bytes as one of four; infinities and what is no number are not expected. */
static inline float widen(uint16_t half)
{
    uint32_t bits = (uint32_t)(half & 0x7FFF) << 13;
    float number;
    memcpy(&number, &bits, sizeof number);
    number *= 0x1p112f;
    return half & 0x8000 ? -number : number;
}

/* Sorts in rising order; `spare` has room for as many. */
void sort_numbers(uint64_t *numbers, uint64_t *spare, Py_ssize_t n);

/* Adds up as numpy adds up the last axis of an array: in eight sums, halves of long ones apart. */
float add_pairwise(const float *values, Py_ssize_t n);

#define KERNEL(name) PyObject *name(PyObject *self, PyObject *const *args, Py_ssize_t n_args)
KERNEL(join_folded);
KERNEL(find_words);
KERNEL(join_ngrams);
KERNEL(find_characters);
KERNEL(hash_values);
KERNEL(spell_spans);
KERNEL(place_terms);
KERNEL(learn_terms);
KERNEL(fill_slots);
KERNEL(find_hashes);
KERNEL(number_hashes);
KERNEL(settle_counts);
KERNEL(count_words);
KERNEL(count_characters);
KERNEL(weigh);
KERNEL(join_rows);
KERNEL(pick_columns);
KERNEL(find_mentions);
KERNEL(score_blocks);
KERNEL(spread_codes);
KERNEL(scale_rows);
KERNEL(score_trees);
KERNEL(measure_similarity);
KERNEL(gather_posts);
KERNEL(vote);
KERNEL(list_columns);
KERNEL(choose);
KERNEL(measure_together);
KERNEL(gather_columns);
KERNEL(count_letters);
KERNEL(grow_trees);
KERNEL(add_products);
KERNEL(multiply_rows);
KERNEL(transpose_rows);
KERNEL(sample_runs);
KERNEL(build_hints);
KERNEL(find_hints);
KERNEL(find_text);
KERNEL(find_capital_lines);
KERNEL(fold_text);
KERNEL(blank_signs);
KERNEL(find_row);
KERNEL(split_row);
KERNEL(find_places);
KERNEL(find_starts);
KERNEL(cut_paragraphs);
KERNEL(span_lines);
KERNEL(build_records);
KERNEL(read_usual_lines);
KERNEL(may_repeat);
KERNEL(find_words_in);
KERNEL(find_forms);
KERNEL(may_hold_dirt);

#endif
