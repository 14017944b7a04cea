/* Hashed terms to counts, columns and weighted rows: as cableml/features/counting.py and block.py do. */

#include "counter.h"

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
    Slots table;
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

/* (hashes, known, slots, n_known, number): each hash's number in a growing vocabulary, after taking in those
   that are new to it; known and slots have room for them. Returns how many are known then. */
KERNEL(grow_vocabulary)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 5) < 0)
        return NULL;
    int64_t n_known = PyLong_AsLongLong(args[3]);
    PyObject *objects[4] = {args[0], args[1], args[2], args[4]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "8hdh") < 0)
        return NULL;
    const uint64_t *hashes = READ(uint64_t, 0);
    uint64_t *known = WRITE(uint64_t, 1);
    uint32_t *slots = WRITE(uint32_t, 2);
    int64_t *number = WRITE(int64_t, 3), n = arrays.size[0], n_slots = arrays.size[2];
    Slots table;
    int fits = n_known >= 0 && n_known + n <= arrays.size[1] && n_known + n < n_slots && arrays.size[3] == n &&
               open_slots(&table, known, slots, n_slots) == 0;
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t i = 0; i < n; i++) {
        uint32_t slot = first_slot(&table, hashes[i]), found;
        while ((found = slots[slot]) < n_known && known[found] != hashes[i])
            slot = (slot + 1) & table.last;
        if (found >= n_known) {
            found = slots[slot] = (uint32_t)n_known;
            known[n_known++] = hashes[i];
        }
        number[i] = found;
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    return PyLong_FromLongLong(n_known);
}

/* The terms in the order of their rows, in memory of its own; NULL where there is none. */
static int64_t *sort_by_row(const int64_t *row, const int64_t *term, int64_t n, int64_t n_rows)
{
    int64_t *sorted = malloc((size_t)(n + 1) * sizeof *sorted);
    int64_t *next = calloc((size_t)n_rows + 1, sizeof *next);
    if (sorted && next) {
        for (int64_t i = 0; i < n; i++)
            next[row[i] + 1]++;
        for (int64_t k = 0; k < n_rows; k++)
            next[k + 1] += next[k];
        for (int64_t i = 0; i < n; i++)
            sorted[next[row[i]]++] = term[i];
    } else {
        free(sorted);
        sorted = NULL;
    }
    free(next);
    return sorted;
}

/* (row, term, n_terms, indptr, terms, uses): how often each pair occurs. Returns how many pairs there are. */
KERNEL(count_pairs)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0)
        return NULL;
    int64_t n_terms = PyLong_AsLongLong(args[2]);
    PyObject *objects[5] = {args[0], args[1], args[3], args[4], args[5]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "88hhh") < 0)
        return NULL;
    const int64_t *row = READ(int64_t, 0), *term = READ(int64_t, 1);
    int64_t n = arrays.size[0], n_rows = arrays.size[2] - 1;
    if (arrays.size[1] != n || n_rows < 0 || arrays.size[3] < n || arrays.size[4] < n || n_terms < 0)
        return refuse(&arrays);
    int falls = 0, fits = 1;
    for (int64_t i = 0; i < n; i++) {
        fits &= row[i] >= 0 && row[i] < n_rows && term[i] >= 0 && term[i] < n_terms;
        falls |= i && row[i] < row[i - 1];
    }
    if (!fits)
        return refuse(&arrays);
    Counter counter;
    int64_t *sorted = falls ? sort_by_row(row, term, n, n_rows) : NULL;
    if (open_counter(&counter, n_terms, n_rows) < 0 || (falls && !sorted)) {
        free(sorted);
        close_counter(&counter);
        PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    counter.indptr = WRITE(int64_t, 2);
    counter.term = WRITE(int64_t, 3);
    counter.count = WRITE(int64_t, 4);
    counter.indptr[0] = 0;
    if (sorted) {
        /* How many terms a row has is kept where its counts will begin, until it is its turn. */
        int64_t *sizes = counter.indptr;
        memset(sizes, 0, (size_t)(n_rows + 1) * sizeof *sizes);
        for (int64_t i = 0; i < n; i++)
            sizes[row[i] + 1]++;
        for (int64_t own = 0, i = 0; own < n_rows; own++) {
            int64_t end = i + sizes[own + 1];
            for (; i < end; i++)
                count_term(&counter, sorted[i]);
            turn_to_row(&counter, own + 1);
        }
    } else {
        for (int64_t i = 0; i < n; i++) {
            if (row[i] != counter.row)
                turn_to_row(&counter, row[i]);
            count_term(&counter, term[i]);
        }
        turn_to_row(&counter, n_rows);
    }
    Py_END_ALLOW_THREADS
    free(sorted);
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
    if (!fits || open_counter(&counter, n_terms, n_rows) < 0) {
        close_counter(&counter);
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    counter.indptr = WRITE(int64_t, 4);
    counter.term = WRITE(int64_t, 5);
    counter.count = WRITE(int64_t, 6);
    counter.indptr[0] = 0;
    for (int64_t i = 0; i < n; i++) {
        if (row[i] != counter.row)
            turn_to_row(&counter, row[i]);
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
