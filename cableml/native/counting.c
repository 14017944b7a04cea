/* Hashed terms to counts, columns and weighted rows: as cableml/features/counting.py and block.py do. */

#include "counter.h"

enum { AHEAD = 8 }; /* terms, whose slots are fetched before it is their turn */

/* (hashes, slots): fills the slots, a power of two and more of them than distinct hashes. */
KERNEL(fill_slots)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 2) < 0 || open_arrays(&arrays, args, "8d") < 0)
        return NULL;
    uint32_t *slots = WRITE(uint32_t, 1);
    Slots table;
    Py_ssize_t n = arrays.size[0];
    if (n >= arrays.size[1] || open_slots(&table, READ(uint64_t, 0), slots, arrays.size[1]) < 0)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    memset(slots, 0xFF, (size_t)arrays.size[1] * sizeof *slots);
    for (Py_ssize_t place = 0; place < n; place++) {
        uint32_t slot = first_slot(&table, table.hashes[place]);
        while (slots[slot] != NO_SLOT)
            slot = (slot + 1) & table.last;
        slots[slot] = (uint32_t)place;
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (vocabulary, slots, hashes, place): where each hash stands in the vocabulary, or -1. */
KERNEL(find_hashes)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 4) < 0 || open_arrays(&arrays, args, "848h") < 0)
        return NULL;
    Slots table;
    Py_ssize_t n = arrays.size[2];
    if (arrays.size[3] != n || arrays.size[0] >= arrays.size[1] ||
        open_slots(&table, READ(uint64_t, 0), READ(uint32_t, 1), arrays.size[1]) < 0)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t i = 0; i < n; i++) {
        uint32_t place = find_slot(&table, READ(uint64_t, 2)[i]);
        WRITE(int64_t, 3)[i] = place == NO_SLOT ? -1 : (int64_t)place;
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (hashes, number, distinct, place): each hash's number by first sight; the distinct ones and where each was
   seen first. Returns how many are distinct. */
KERNEL(number_hashes)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 4) < 0 || open_arrays(&arrays, args, "8hhh") < 0)
        return NULL;
    const uint64_t *hashes = READ(uint64_t, 0);
    int64_t *number = WRITE(int64_t, 1), *place = WRITE(int64_t, 3);
    uint64_t *distinct = WRITE(uint64_t, 2);
    Py_ssize_t n = arrays.size[0], n_slots = 16;
    if (arrays.size[1] != n || arrays.size[2] < n || arrays.size[3] < n || n >= ((Py_ssize_t)1 << 30))
        return refuse(&arrays);
    while (n_slots < 2 * n)
        n_slots *= 2;
    uint32_t *slots = malloc((size_t)n_slots * sizeof *slots);
    if (!slots) {
        PyErr_NoMemory();
        return refuse(&arrays);
    }
    int64_t n_distinct = 0;
    Py_BEGIN_ALLOW_THREADS
    Slots table = {0};
    open_slots(&table, distinct, slots, n_slots);
    memset(slots, 0xFF, (size_t)n_slots * sizeof *slots);
    for (Py_ssize_t i = 0; i < n; i++) {
        uint32_t slot = first_slot(&table, hashes[i]), found;
        while ((found = slots[slot]) != NO_SLOT && distinct[found] != hashes[i])
            slot = (slot + 1) & table.last;
        if (found == NO_SLOT) {
            found = slots[slot] = (uint32_t)n_distinct;
            distinct[n_distinct] = hashes[i];
            place[n_distinct++] = i;
        }
        number[i] = found;
    }
    Py_END_ALLOW_THREADS
    free(slots);
    close_arrays(&arrays);
    return PyLong_FromLongLong(n_distinct);
}

/* The places of the terms in the order of their rows, in memory of its own; NULL where there is none. */
static int64_t *sort_by_row(const int64_t *row, int64_t n, int64_t n_rows)
{
    int64_t *sorted = malloc((size_t)(n + 1) * sizeof *sorted);
    int64_t *next = calloc((size_t)n_rows + 1, sizeof *next);
    if (sorted && next) {
        for (int64_t i = 0; i < n; i++)
            next[row[i] + 1]++;
        for (int64_t k = 0; k < n_rows; k++)
            next[k + 1] += next[k];
        for (int64_t i = 0; i < n; i++)
            sorted[next[row[i]]++] = i;
    } else {
        free(sorted);
        sorted = NULL;
    }
    free(next);
    return sorted;
}

/* A term in its slot: all that is asked of it a word lies together, as most terms are far from the processor. */
typedef struct {
    uint64_t hash;
    uint32_t number, in_row; /* NO_SLOT in an empty slot; how often it stands in the row that is being counted */
} Term;

/* A vocabulary that grows: the slots, hashes by number, and in how many rows each term was seen. */
typedef struct {
    Slots table;
    Term *terms;
    uint64_t *known;
    int64_t *seen_in, *reached;
    int64_t n_known, n_pairs, n_reached, least;
    int32_t *term;
    uint32_t *uses;
} Learner;

static inline void learn_term(Learner *learner, uint64_t hash, int64_t place)
{
    uint32_t slot = first_slot(&learner->table, hash);
    Term *term;
    while ((term = learner->terms + slot)->number != NO_SLOT && term->hash != hash)
        slot = (slot + 1) & learner->table.last;
    if (term->number == NO_SLOT) {
        *term = (Term){hash, (uint32_t)learner->n_known, 0};
        learner->known[learner->n_known++] = hash;
    }
    if (term->in_row++ == 0) {
        learner->term[learner->n_pairs] = (int32_t)term->number;
        learner->uses[learner->n_pairs++] = slot; /* until the row is whole */
        if (++learner->seen_in[term->number] == learner->least) {
            learner->reached[learner->n_reached++] = term->number;
            learner->reached[learner->n_reached++] = place;
        }
    }
}

/* (hashes, slots): fills the slots of `learn_terms`, a power of two and more of them than hashes, two numbers each. */
KERNEL(place_terms)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 2) < 0 || open_arrays(&arrays, args, "8h") < 0)
        return NULL;
    Slots table;
    Term *terms = WRITE(Term, 1);
    const uint64_t *hashes = READ(uint64_t, 0);
    Py_ssize_t n = arrays.size[0], n_slots = arrays.size[1] / 2;
    if (n >= n_slots || open_slots(&table, hashes, NULL, n_slots) < 0)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t slot = 0; slot < n_slots; slot++)
        terms[slot] = (Term){0, NO_SLOT, 0};
    for (Py_ssize_t place = 0; place < n; place++) {
        uint32_t slot = first_slot(&table, hashes[place]);
        while (terms[slot].number != NO_SLOT)
            slot = (slot + 1) & table.last;
        terms[slot] = (Term){hashes[place], (uint32_t)place, 0};
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (row, hash, longest, least, known, slots, seen_in, indptr, term, uses, reached, state): counts of all
   sequences of 1 to `longest` terms, which get the next numbers where they are new. Rows that fall are sorted
   first, and then `longest` is 1. `reached` is told, by two numbers each, which sequences were seen in `least` rows,
   and where: place * longest + length - 1. `state` says how many are known, pairs counted, numbers told, rows done
   and terms done; a call goes on from there, and ends before a row that may not fit `known`, having added how much
   room it wants. */
KERNEL(learn_terms)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 12) < 0)
        return NULL;
    int64_t longest = PyLong_AsLongLong(args[2]), least = PyLong_AsLongLong(args[3]);
    PyObject *objects[10] = {args[0], args[1], args[4], args[5], args[6], args[7], args[8], args[9], args[10], args[11]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "88hhhhddhh") < 0)
        return NULL;
    const int64_t *row = READ(int64_t, 0);
    const uint64_t *hash = READ(uint64_t, 1);
    Learner learner = {.known = WRITE(uint64_t, 2), .terms = WRITE(Term, 3), .seen_in = WRITE(int64_t, 4),
                       .term = WRITE(int32_t, 6), .uses = WRITE(uint32_t, 7), .reached = WRITE(int64_t, 8),
                       .least = least};
    int64_t *indptr = WRITE(int64_t, 5), *state = WRITE(int64_t, 9);
    int64_t n = arrays.size[0], room = arrays.size[2], n_rows = arrays.size[5] - 1;
    int fits = arrays.size[1] == n && n_rows >= 0 && longest >= 1 && longest <= 16 && room < INT32_MAX &&
               room < arrays.size[3] / 2 && arrays.size[4] >= room && arrays.size[9] == 6 &&
               open_slots(&learner.table, learner.known, NULL, arrays.size[3] / 2) == 0;
    for (int place = 6; place < 9; place++)
        fits = fits && arrays.size[place] >= n * longest * (place == 8 ? 2 : 1);
    int falls = 0;
    for (int64_t i = 0; fits && i < n; i++) {
        fits = row[i] >= 0 && row[i] < n_rows;
        falls |= i && row[i] < row[i - 1];
    }
    fits = fits && state[0] >= 0 && state[0] <= room && state[3] >= 0 && state[4] >= 0 &&
           state[1] >= 0 && state[1] <= state[4] * longest && state[2] >= 0 && state[2] <= 2 * state[1] &&
           !(falls && longest > 1);
    if (!fits)
        return refuse(&arrays);
    int64_t *sorted = falls ? sort_by_row(row, n, n_rows) : NULL;
    if (falls && !sorted) {
        PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    learner.n_known = state[0], learner.n_pairs = state[1], learner.n_reached = state[2];
    int64_t own = state[3], i = state[4];
    for (; own < n_rows; own++) {
        int64_t end = i, first = learner.n_pairs;
        while (end < n && row[sorted ? sorted[end] : end] == own)
            end++;
        int64_t wanted = (end - i) * longest;
        if (learner.n_known + wanted > room) {
            state[5] = wanted;
            break;
        }
        for (; i < end; i++) {
            int64_t place = sorted ? sorted[i] : i, later = i + AHEAD;
            if (later < end)
                __builtin_prefetch(learner.terms + first_slot(&learner.table, hash[sorted ? sorted[later] : later]));
            uint64_t sequence = hash[place];
            learn_term(&learner, sequence, place * longest);
            for (int64_t length = 1; length < longest && i + length < end; length++) {
                sequence = extend_hash(sequence, hash[i + length]);
                learn_term(&learner, sequence, place * longest + length);
            }
        }
        for (int64_t pair = first; pair < learner.n_pairs; pair++) {
            Term *term = learner.terms + learner.uses[pair];
            learner.uses[pair] = term->in_row;
            term->in_row = 0;
        }
        indptr[own + 1] = learner.n_pairs;
    }
    state[0] = learner.n_known, state[1] = learner.n_pairs, state[2] = learner.n_reached;
    state[3] = own, state[4] = i;
    Py_END_ALLOW_THREADS
    free(sorted);
    close_arrays(&arrays);
    Py_RETURN_NONE;
}

/* (indptr, term, uses, column_of, n_columns, indptr, columns, uses): the counts with each term's column for its
   number, columns rising; terms whose column is -1 are left out. Returns how many pairs are left. */
KERNEL(settle_counts)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 8) < 0)
        return NULL;
    int64_t n_columns = PyLong_AsLongLong(args[4]);
    PyObject *objects[7] = {args[0], args[1], args[2], args[3], args[5], args[6], args[7]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "8448hhh") < 0)
        return NULL;
    const int64_t *indptr = READ(int64_t, 0), *column_of = READ(int64_t, 3);
    const int32_t *term = READ(int32_t, 1);
    const uint32_t *uses = READ(uint32_t, 2);
    int64_t n_rows = arrays.size[0] - 1, n = arrays.size[1], n_terms = arrays.size[3];
    int fits = n_rows >= 0 && n_columns >= 0 && arrays.size[2] == n && arrays.size[4] == n_rows + 1 &&
               arrays.size[5] >= n && arrays.size[6] >= n && indptr[0] == 0 && indptr[n_rows] == n;
    for (int64_t own = 0; fits && own < n_rows; own++)
        fits = indptr[own] <= indptr[own + 1];
    for (int64_t i = 0; fits && i < n; i++)
        fits = term[i] >= 0 && term[i] < n_terms;
    for (int64_t i = 0; fits && i < n_terms; i++)
        fits = column_of[i] < n_columns;
    Counter counter = {0};
    if (!fits || open_counter(&counter, n_columns, WRITE(int64_t, 4), WRITE(int64_t, 5), WRITE(int64_t, 6)) < 0) {
        close_counter(&counter);
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t own = 0; own < n_rows; own++) {
        for (int64_t i = indptr[own]; i < indptr[own + 1]; i++) {
            int64_t column = column_of[term[i]];
            if (column >= 0)
                count_uses(&counter, column, uses[i]);
        }
        turn_to_row(&counter, own + 1);
    }
    Py_END_ALLOW_THREADS
    close_counter(&counter);
    close_arrays(&arrays);
    return PyLong_FromLongLong(counter.n);
}

/* (row, hash, longest, vocabulary, slots, indptr, terms, uses): counts of the known sequences of 1 to
   `longest` words; terms and uses have room for longest * words. Returns how many pairs there are. */
KERNEL(count_words)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 8) < 0)
        return NULL;
    int64_t longest = PyLong_AsLongLong(args[2]);
    PyObject *objects[7] = {args[0], args[1], args[3], args[4], args[5], args[6], args[7]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "8884hhh") < 0)
        return NULL;
    const int64_t *row = READ(int64_t, 0);
    const uint64_t *hash = READ(uint64_t, 1);
    int64_t n = arrays.size[0], n_rows = arrays.size[4] - 1, n_terms = arrays.size[2];
    Slots table;
    int fits = arrays.size[1] == n && n_rows >= 0 && longest >= 1 && longest <= 16 &&
               arrays.size[5] >= n * longest && arrays.size[6] >= n * longest &&
               n_terms < arrays.size[3] &&
               open_slots(&table, READ(uint64_t, 2), READ(uint32_t, 3), arrays.size[3]) == 0;
    for (int64_t i = 0; fits && i < n; i++)
        fits = row[i] >= (i ? row[i - 1] : 0) && row[i] < n_rows;
    Counter counter = {0};
    if (!fits || open_counter(&counter, n_terms, WRITE(int64_t, 4), WRITE(int64_t, 5), WRITE(int64_t, 6)) < 0) {
        close_counter(&counter);
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t i = 0; i < n; i++) {
        if (row[i] != counter.row)
            turn_to_row(&counter, row[i]);
        if (i + AHEAD < n)
            __builtin_prefetch(table.slots + first_slot(&table, hash[i + AHEAD]));
        uint64_t sequence = hash[i];
        for (int64_t length = 1;; length++) {
            uint32_t place = find_slot(&table, sequence);
            if (place != NO_SLOT)
                count_term(&counter, place);
            if (length == longest || i + length >= n || row[i + length] != row[i])
                break;
            sequence = extend_hash(sequence, hash[i + length]);
        }
    }
    turn_to_row(&counter, n_rows);
    Py_END_ALLOW_THREADS
    close_counter(&counter);
    close_arrays(&arrays);
    return PyLong_FromLongLong(counter.n);
}
