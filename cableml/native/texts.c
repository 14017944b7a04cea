/* Looks at a text as Python's own methods do, in fewer steps: as cableml/parsing/searching.py does. */

#include "letters.h"

/* A text as UTF-8. */
typedef struct {
    const uint8_t *letters;
    Py_ssize_t n;
} Text;

/* Returns 0, or -1, without an exception, for what is no text or has no encoding. */
static int open_text(Text *text, PyObject *object)
{
    const char *letters = PyUnicode_Check(object) ? PyUnicode_AsUTF8AndSize(object, &text->n) : NULL;
    if (!letters) {
        PyErr_Clear();
        return -1;
    }
    text->letters = (const uint8_t *)letters;
    return 0;
}

enum { BLOCK = 64, SMALL_BLOCK = 16 };

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

/* Where a word stands first from a place on, or -1; -2 with an exception. */
static Py_ssize_t find_word(const Letters *letters, const Letters *word, Py_ssize_t start)
{
    if (letters->n - start < word->n)
        return -1;
    int64_t place = find_letters(letters->at + start, letters->n - start, word->at, word->n);
    return place < 0 ? -1 : (Py_ssize_t)place + start;
}

/* Opens both; a word must be of Latin-1, and not hold the letter that stands for all others. Returns 0, or -1. */
static int open_both(Letters *letters, PyObject *text, Letters *word, PyObject *sought)
{
    if (open_letters(word, sought) < 0)
        return -1;
    if (!word->n || memchr(word->at, '?', (size_t)word->n)) {
        PyErr_SetString(PyExc_ValueError, "a word to look for is of Latin-1, without question marks");
        close_letters(word);
        return -1;
    }
    if (open_letters(letters, text) == 0)
        return 0;
    close_letters(word);
    return -1;
}

/* (text, word): as text.find(word). */
KERNEL(find_text)
{
    (void)self;
    Letters letters, word;
    if (check_count(n_args, 2) < 0 || open_both(&letters, args[0], &word, args[1]) < 0)
        return NULL;
    Py_ssize_t place = find_word(&letters, &word, 0);
    close_letters(&letters);
    close_letters(&word);
    return PyLong_FromSsize_t(place);
}

/* (text, word): all places where the word stands, none in another, in order. */
KERNEL(find_places)
{
    (void)self;
    Letters letters, word;
    if (check_count(n_args, 2) < 0 || open_both(&letters, args[0], &word, args[1]) < 0)
        return NULL;
    PyObject *places = PyList_New(0);
    Py_ssize_t found = 0;
    while (places && (found = find_word(&letters, &word, found)) >= 0) {
        PyObject *place = PyLong_FromSsize_t(found);
        if (!place || PyList_Append(places, place) < 0)
            Py_CLEAR(places);
        Py_XDECREF(place);
        found += word.n;
    }
    close_letters(&letters);
    close_letters(&word);
    return places;
}

/* (text): the line feeds behind which a line stands that holds capitals, and else only blanks, tabs and slashes. */
KERNEL(find_capital_lines)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 1) < 0 || open_letters(&letters, args[0]) < 0)
        return NULL;
    PyObject *places = PyList_New(0);
    const uint8_t *at = letters.at, *stop = letters.at + letters.n;
    while (places && at < stop && (at = memchr(at, '\n', (size_t)(stop - at)))) {
        const uint8_t *feed = at++;
        int n_capitals = 0;
        for (; at < stop; at++) {
            int is_capital = (uint8_t)(*at - 'A') < 26;
            if (!is_capital && !is_tab(*at) && *at != '/')
                break;
            n_capitals += is_capital;
        }
        if (!n_capitals || (at < stop && *at != '\n'))
            continue;
        PyObject *place = PyLong_FromSsize_t(feed - letters.at);
        if (!place || PyList_Append(places, place) < 0)
            Py_CLEAR(places);
        Py_XDECREF(place);
    }
    close_letters(&letters);
    return places;
}

/* Whether a letter behind ASCII begins here that counts as white space. */
static int is_wide_blank(const uint8_t *letters, int64_t left)
{
    if (left > 1 && letters[0] == 0xC2)
        return letters[1] == 0x85 || letters[1] == 0xA0;
    if (left < 3)
        return 0;
    uint32_t three = (uint32_t)letters[0] << 16 | (uint32_t)letters[1] << 8 | letters[2];
    return three == 0xE19A80 || (three >= 0xE28080 && three <= 0xE2808A) || three == 0xE280A8 || three == 0xE280A9 ||
           three == 0xE280AF || three == 0xE2819F || three == 0xE38080;
}

/* Whether in sixteen letters and the next one nothing is to be folded. */
static inline int is_plain(const uint8_t *letters)
{
    uint8_t any = 0;
    for (int i = 0; i < SMALL_BLOCK; i++)
        any |= (uint8_t)(((letters[i] == ' ') & (letters[i + 1] == ' ')) | ((uint8_t)(letters[i] - ' ') >= 128 - ' '));
    return !any;
}

/* (text): the text with blanks, tabs and line feeds folded to single blanks, none at its ends. None where it has no
   encoding or holds other white space. */
KERNEL(fold_text)
{
    (void)self;
    Text text;
    Letters letters;
    if (check_count(n_args, 1) < 0 || open_letters(&letters, args[0]) < 0)
        return NULL;
    uint8_t *folded = malloc((size_t)letters.n + FOLD_ROOM);
    PyObject *result = folded ? fold_letters(&letters, 0, letters.n, folded) : PyErr_NoMemory();
    free(folded);
    close_letters(&letters);
    if (result != Py_None || open_text(&text, args[0]) < 0)
        return result;
    Py_DECREF(result);
    folded = malloc((size_t)text.n + 1);
    if (!folded)
        return PyErr_NoMemory();
    int64_t size = 0, i = 0;
    int is_odd = 0, was_blank = 1;
    while (i < text.n && !is_odd) {
        const uint8_t *letters = text.letters + i;
        if (i + SMALL_BLOCK < text.n && !(was_blank && letters[0] == ' ') && is_plain(letters)) {
            memcpy(folded + size, letters, SMALL_BLOCK);
            size += SMALL_BLOCK;
            i += SMALL_BLOCK;
            was_blank = letters[SMALL_BLOCK - 1] == ' ';
            continue;
        }
        int64_t end = i + SMALL_BLOCK < text.n ? i + SMALL_BLOCK : text.n;
        for (; i < end; i++) {
            uint8_t letter = text.letters[i];
            int is_blank = (letter == ' ') | (letter == '\t') | (letter == '\n');
            is_odd |= ((uint8_t)(letter - '\v') < 3) | ((uint8_t)(letter - 0x1C) < 4) |
                      (letter >= 0xC2 && letter <= 0xE3 && is_wide_blank(text.letters + i, text.n - i));
            folded[size] = is_blank ? ' ' : letter;
            size += !(is_blank & was_blank);
            was_blank = is_blank;
        }
    }
    if (size && folded[size - 1] == ' ')
        size--;
    result = is_odd ? Py_None : PyUnicode_FromStringAndSize((const char *)folded, size);
    if (is_odd)
        Py_INCREF(result);
    free(folded);
    return result;
}
