/* Looks for certain words and letters in a text: which of them are there, and where. */

#include "letters.h"

/* Where a word of ASCII stands first in a stretch, or -1. */
static Py_ssize_t find_in(const Letters *letters, Py_ssize_t begin, Py_ssize_t end, const char *word)
{
    Py_ssize_t size = (Py_ssize_t)strlen(word);
    if (end - begin < size)
        return -1;
    const uint8_t *at = letters->at + begin, *last = letters->at + end - size;
    while (at <= last && (at = memchr(at, word[0], (size_t)(last - at + 1)))) {
        if (memcmp(at, word, (size_t)size) == 0)
            return at - letters->at;
        at++;
    }
    return -1;
}

/* (text, anchor): as `_may_repeat` of cableml/parsing/blocks.py. */
KERNEL(may_repeat)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 2) < 0)
        return NULL;
    Py_ssize_t anchor = PyLong_AsSsize_t(args[1]);
    if (PyErr_Occurred() || open_letters(&letters, args[0]) < 0)
        return NULL;
    Py_ssize_t end = letters.n, near = end;
    anchor = anchor < 0 ? 0 : anchor < end ? anchor : end;
    near = near - anchor > 1200 ? anchor + 1200 : near;
    Py_ssize_t tags = find_in(&letters, anchor, end, "TAGS");
    int may = (tags >= 0 && find_in(&letters, tags + 4, end, "\nTAGS") >= 0) ||
              find_in(&letters, anchor, end, "SECTION ") >= 0 || find_in(&letters, anchor, end, "VZCZ") >= 0 ||
              find_in(&letters, anchor, near, "...\n") >= 0;
    close_letters(&letters);
    return PyBool_FromLong(may);
}

/* (text, words): which of the words, of ASCII without question marks, stand in the text, by their numbers. */
KERNEL(find_words_in)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 2) < 0)
        return NULL;
    Py_ssize_t n = PyTuple_Size(args[1]);
    if (n < 0 || open_letters(&letters, args[0]) < 0)
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < n; i++) {
        const char *word = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(args[1], i), NULL);
        PyObject *number = NULL;
        if (!word || (find_in(&letters, 0, letters.n, word) >= 0 &&
                      (!(number = PyLong_FromSsize_t(i)) || PyList_Append(found, number) < 0)))
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    close_letters(&letters);
    return found;
}

/* Whether letters at one of 64 places are these, small or capital. */
WIDE static int may_stand(const uint8_t *first, const uint8_t *last, uint8_t one, uint8_t other)
{
    uint8_t any = 0;
    for (int i = 0; i < 64; i++)
        any |= (uint8_t)(((first[i] | 0x20) == one) & ((last[i] | 0x20) == other));
    return any;
}

/* (text, word): the places where a word of small letters stands, in any mixture of small letters and capitals. */
KERNEL(find_forms)
{
    (void)self;
    Letters letters;
    Py_ssize_t size;
    if (check_count(n_args, 2) < 0)
        return NULL;
    const char *word = PyUnicode_AsUTF8AndSize(args[1], &size);
    if (!word || open_letters(&letters, args[0]) < 0)
        return NULL;
    PyObject *places = size ? PyList_New(0) : NULL;
    if (!size)
        PyErr_SetString(PyExc_ValueError, "a word to look for has letters");
    for (Py_ssize_t place = 0; places && place + size <= letters.n;) {
        const uint8_t *at = letters.at + place;
        if (place + size + 63 <= letters.n && !may_stand(at, at + size - 1, (uint8_t)word[0], (uint8_t)word[size - 1])) {
            place += 64;
            continue;
        }
        Py_ssize_t last = place + 63 < letters.n - size ? place + 63 : letters.n - size;
        for (; places && place <= last; place++) {
            Py_ssize_t k = 0;
            while (k < size && (letters.at[place + k] | 0x20) == (uint8_t)word[k])
                k++;
            if (k < size)
                continue;
            PyObject *found = PyLong_FromSsize_t(place);
            if (!found || PyList_Append(places, found) < 0)
                Py_CLEAR(places);
            Py_XDECREF(found);
        }
    }
    close_letters(&letters);
    return places;
}

/* One look for each letter: the library's own are faster than one look for all. */
static int holds_dirt_in(const uint8_t *at, Py_ssize_t n)
{
    static const uint8_t DIRT[] = {0, 0x0B, 0x0C, '\r', 0x1C, 0x1D, 0x1E, 0x1F, '\\', ']', 0x85, 0xA0, 0xAD};
    for (size_t k = 0; k < sizeof DIRT; k++)
        if (memchr(at, DIRT[k], (size_t)n))
            return 1;
    return 0;
}

/* (text): whether letters are in it without which `mend_lines` of cableml/parsing/lines.py has nothing to mend; all
   letters behind Latin-1 may be such. */
KERNEL(may_hold_dirt)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 1) < 0 || open_letters(&letters, args[0]) < 0)
        return NULL;
    int may = letters.is_wide || holds_dirt_in(letters.at, letters.n);
    close_letters(&letters);
    return PyBool_FromLong(may);
}
