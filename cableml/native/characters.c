/* Runs of letters within words, found and counted: as cableml/features/tokens.py and characters.py do. */

#include "counter.h"

enum { MOST_RUNS = 27, PLACES = 4096 };

/* (letters, ends, size, row, hash, start): the runs of `size` letters within words, the blank before and
   behind being part of the word. Returns how many. */
KERNEL(find_characters)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 6) < 0)
        return NULL;
    int64_t size = PyLong_AsLongLong(args[2]);
    PyObject *objects[5] = {args[0], args[1], args[3], args[4], args[5]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "18hhh") < 0)
        return NULL;
    const uint8_t *letters = READ(uint8_t, 0);
    const int64_t *ends = READ(int64_t, 1);
    int64_t *row = WRITE(int64_t, 2), *start = WRITE(int64_t, 4);
    uint64_t *hash = WRITE(uint64_t, 3);
    int64_t n_letters = arrays.size[0], n_rows = arrays.size[1], n = 0, begin = 0, own_row = 0;
    int fits = size >= 2 && size <= 8 && n_letters && letters[0] == BLANK && letters[n_letters - 1] == BLANK;
    for (int place = 2; place < 5; place++)
        fits = fits && arrays.size[place] >= n_letters;
    if (!fits)
        return refuse(&arrays);
    Py_BEGIN_ALLOW_THREADS
    while (begin + 1 < n_letters) {
        if (letters[begin + 1] == BLANK) {
            begin++;
            continue;
        }
        int64_t end = begin + 2;
        while (letters[end] != BLANK)
            end++;
        while (own_row < n_rows && begin + 1 > ends[own_row])
            own_row++;
        for (int64_t place = begin; place + size <= end + 1; place++) {
            row[n] = own_row;
            hash[n] = load_part(letters, place, n_letters, size);
            start[n++] = place;
        }
        begin = end;
    }
    Py_END_ALLOW_THREADS
    close_arrays(&arrays);
    return PyLong_FromLongLong(n);
}

/* The terms of a word that was met before: words come again and again. `size` 0: none yet. */
typedef struct {
    int64_t begin;
    int64_t size;
    int n;
    uint32_t terms[MOST_RUNS];
} Met;

typedef struct {
    const uint8_t *letters;
    int64_t n_letters, shortest, longest;
    const Slots *table;
    Met *met; /* PLACES of them: a word goes to the place that its letters say, whoever was there */
} Runs;

/* Counts the known runs of the word between the blanks at `begin` and `end`. */
static void count_runs(Runs *runs, Counter *counter, int64_t begin, int64_t end)
{
    const uint8_t *letters = runs->letters;
    int64_t size = end - begin - 1;
    uint64_t hash = (uint64_t)size;
    for (int64_t done = 0; done < size; done += 8)
        hash = mix(hash + load_part(letters, begin + 1 + done, runs->n_letters, size - done < 8 ? size - done : 8));
    Met *own = &runs->met[hash % PLACES];
    if (own->size == size && memcmp(letters + own->begin, letters + begin, (size_t)size + 1) == 0) {
        for (int i = 0; i < own->n; i++)
            count_term(counter, own->terms[i]);
        return;
    }
    int n = 0;
    for (int64_t place = begin; place + runs->shortest <= end + 1; place++) {
        int64_t room = end + 1 - place, most = room < runs->longest ? room : runs->longest;
        uint64_t window = load_part(letters, place, runs->n_letters, most);
        for (int64_t length = runs->shortest; length <= most; length++) {
            uint64_t run = length >= 8 ? window : window & (((uint64_t)1 << (8 * length)) - 1);
            uint32_t found = find_slot(runs->table, run);
            if (found == NO_SLOT)
                continue;
            count_term(counter, found);
            if (n < MOST_RUNS)
                own->terms[n] = found;
            n++;
        }
    }
    own->begin = begin;
    own->size = n <= MOST_RUNS ? size : 0; /* too many to be kept */
    own->n = n;
}

/* (letters, ends, shortest, longest, vocabulary, slots, indptr, terms, uses): counts of the known runs of
   letters, the blank before and behind a word being part of it; terms and uses have room for as many pairs
   as there can be. Returns how many pairs there are. */
KERNEL(count_characters)
{
    (void)self;
    Arrays arrays;
    if (check_count(n_args, 9) < 0)
        return NULL;
    int64_t shortest = PyLong_AsLongLong(args[2]), longest = PyLong_AsLongLong(args[3]);
    PyObject *objects[7] = {args[0], args[1], args[4], args[5], args[6], args[7], args[8]};
    if (PyErr_Occurred() || open_arrays(&arrays, objects, "1884hhh") < 0)
        return NULL;
    const uint8_t *letters = READ(uint8_t, 0);
    const int64_t *ends = READ(int64_t, 1);
    int64_t n_letters = arrays.size[0], n_rows = arrays.size[1], n_terms = arrays.size[2];
    int64_t room = (longest - shortest + 1) * n_letters;
    Slots table;
    int fits = shortest >= 2 && shortest <= longest && longest <= 8 && arrays.size[4] == n_rows + 1 &&
               arrays.size[5] >= room && arrays.size[6] >= room && n_terms < arrays.size[3] &&
               n_letters && letters[0] == BLANK && letters[n_letters - 1] == BLANK &&
               open_slots(&table, READ(uint64_t, 2), READ(uint32_t, 3), arrays.size[3]) == 0;
    int64_t before = 0;
    for (int64_t row = 0; fits && row < n_rows; row++) {
        fits = ends[row] > before && ends[row] < n_letters && letters[ends[row]] == BLANK;
        before = ends[row];
    }
    Counter counter = {0};
    Runs runs = {letters, n_letters, shortest, longest, &table, fits ? calloc(PLACES, sizeof(Met)) : NULL};
    if (!runs.met || open_counter(&counter, n_terms, WRITE(int64_t, 4), WRITE(int64_t, 5), WRITE(int64_t, 6)) < 0) {
        free(runs.met);
        close_counter(&counter);
        if (fits)
            PyErr_NoMemory();
        return refuse(&arrays);
    }
    Py_BEGIN_ALLOW_THREADS
    int64_t begin = 0; /* the blank before the word, always */
    for (int64_t row = 0; row < n_rows; row++) {
        turn_to_row(&counter, row);
        while (begin < ends[row]) {
            if (letters[begin + 1] == BLANK) {
                begin++;
                continue;
            }
            int64_t end = begin + 2;
            while (letters[end] != BLANK)
                end++;
            count_runs(&runs, &counter, begin, end);
            begin = end;
        }
    }
    turn_to_row(&counter, n_rows);
    Py_END_ALLOW_THREADS
    free(runs.met);
    close_counter(&counter);
    close_arrays(&arrays);
    return PyLong_FromLongLong(counter.n);
}
