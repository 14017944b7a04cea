/* Looks at a text as Python's own methods do, in fewer steps: as cableml/parsing/searching.py does. */

#include "kernels.h"

/* The text's letters where each is one byte, else NULL (never an exception). */
static const uint8_t *open_ascii(PyObject *text, Py_ssize_t *n)
{
    const char *letters = PyUnicode_Check(text) ? PyUnicode_AsUTF8AndSize(text, n) : NULL;
    if (!letters)
        PyErr_Clear();
    return letters && *n == PyUnicode_GetLength(text) ? (const uint8_t *)letters : NULL;
}

/* Reads start and end as slices do, but for negative ones, which count as 0. Returns 0, or -1 with an exception. */
static int read_ends(PyObject *const *args, Py_ssize_t n, Py_ssize_t *start, Py_ssize_t *end)
{
    *start = PyLong_AsSsize_t(args[0]);
    *end = PyLong_AsSsize_t(args[1]);
    if (PyErr_Occurred())
        return -1;
    *start = *start < 0 ? 0 : *start > n ? n : *start;
    *end = *end < 0 ? 0 : *end > n ? n : *end;
    return 0;
}

enum { BLOCK = 64, MOST_PLACES = 4096 };

/* Whether two letters stand as far apart as in a word, at one of 64 places. */
WIDE static int may_begin(const uint8_t *first, const uint8_t *last, uint8_t one, uint8_t other)
{
    uint8_t any = 0;
    for (int i = 0; i < BLOCK; i++)
        any |= (uint8_t)((first[i] == one) & (last[i] == other));
    return any;
}

static int64_t find_letters(const uint8_t *text, int64_t n, const uint8_t *word, int64_t size)
{
    int64_t place = 0, last = n - size;
    while (place <= last) {
        if (place + BLOCK - 1 <= last && !may_begin(text + place, text + place + size - 1, word[0], word[size - 1])) {
            place += BLOCK;
            continue;
        }
        int64_t end = place + BLOCK - 1 < last ? place + BLOCK - 1 : last;
        for (; place <= end; place++)
            if (text[place] == word[0] && memcmp(text + place, word, (size_t)size) == 0)
                return place;
    }
    return -1;
}

/* (text, word, start, end): as text.find(word, start, end), neither end negative. */
KERNEL(find_text)
{
    (void)self;
    Py_ssize_t n, size, start, end;
    if (check_count(n_args, 4) < 0)
        return NULL;
    const uint8_t *text = open_ascii(args[0], &n), *word = open_ascii(args[1], &size);
    if (!text || !word || !size) {
        start = PyLong_AsSsize_t(args[2]);
        end = PyLong_AsSsize_t(args[3]);
        if (PyErr_Occurred())
            return NULL;
        Py_ssize_t place = PyUnicode_Find(args[0], args[1], start, end, 1);
        return place == -2 ? NULL : PyLong_FromSsize_t(place);
    }
    if (read_ends(args + 2, n, &start, &end) < 0)
        return NULL;
    int64_t place = end - start < size ? -1 : find_letters(text + start, end - start, word, size);
    return PyLong_FromLongLong(place < 0 ? -1 : place + start);
}

/* (text, start, end, skipped, first, second): the first 4096 line feeds behind which, when the letters skipped are passed
   over, one of `first` stands and then one of `second` (none named: any letter, or the end). None where the text
   is not ASCII. */
KERNEL(find_lines)
{
    (void)self;
    Py_ssize_t n, start, end, size;
    uint8_t sets[3][256];
    if (check_count(n_args, 6) < 0)
        return NULL;
    const uint8_t *text = open_ascii(args[0], &n);
    if (!text)
        Py_RETURN_NONE;
    if (read_ends(args + 1, n, &start, &end) < 0)
        return NULL;
    for (int k = 0; k < 3; k++) {
        const uint8_t *letters = open_ascii(args[3 + k], &size);
        if (!letters) {
            PyErr_SetString(PyExc_ValueError, "letters to look for are ASCII");
            return NULL;
        }
        memset(sets[k], k == 2 && !size, sizeof sets[k]);
        for (Py_ssize_t i = 0; i < size; i++)
            sets[k][letters[i]] = 1;
    }
    int any_second = sets[2][0];
    PyObject *places = PyList_New(0);
    int n_places = 0;
    const uint8_t *at = text + start, *stop = text + end;
    while (places && n_places < MOST_PLACES && at < stop && (at = memchr(at, '\n', (size_t)(stop - at)))) {
        const uint8_t *feed = at++;
        while (at < stop && sets[0][*at] && *at != '\n')
            at++;
        if (at < stop && sets[1][*at] && (any_second || (at + 1 < stop && sets[2][at[1]]))) {
            PyObject *place = PyLong_FromSsize_t(feed - text);
            if (!place || PyList_Append(places, place) < 0)
                Py_CLEAR(places);
            Py_XDECREF(place);
            n_places++;
        }
    }
    return places;
}

/* (text): the text with blanks, tabs and line feeds folded to single blanks, none at its ends. None where it is not
   ASCII or holds other white space. */
KERNEL(fold_text)
{
    (void)self;
    Py_ssize_t n;
    if (check_count(n_args, 1) < 0)
        return NULL;
    const uint8_t *text = open_ascii(args[0], &n);
    if (!text)
        Py_RETURN_NONE;
    uint8_t *folded = malloc((size_t)n + 1);
    if (!folded)
        return PyErr_NoMemory();
    int64_t size = 0;
    int is_odd = 0, was_blank = 1;
    for (Py_ssize_t i = 0; i < n; i++) {
        uint8_t letter = text[i];
        int is_blank = (letter == ' ') | (letter == '\t') | (letter == '\n');
        is_odd |= ((uint8_t)(letter - '\v') < 3) | ((uint8_t)(letter - 0x1C) < 4);
        folded[size] = is_blank ? ' ' : letter;
        size += !(is_blank & was_blank);
        was_blank = is_blank;
    }
    if (size && folded[size - 1] == ' ')
        size--;
    PyObject *result = NULL;
    if (is_odd) {
        result = Py_None;
        Py_INCREF(result);
    } else {
        result = PyUnicode_FromStringAndSize((const char *)folded, size);
    }
    free(folded);
    return result;
}
