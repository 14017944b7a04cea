/* Looks at a text as Python's own methods do, in fewer steps: as cableml/parsing/searching.py does.

   Texts are read as UTF-8, which Python keeps with a text once it was asked for (and has at hand where all is
   ASCII); places are counted in characters, as Python counts them. */

#include "kernels.h"

typedef struct {
    const uint8_t *letters;
    Py_ssize_t n, n_characters;
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
    text->n_characters = PyUnicode_GetLength(object);
    return 0;
}

enum { BLOCK = 64, SMALL_BLOCK = 16, MOST_PLACES = 4096 };

WIDE static int count_block(const uint8_t *letters)
{
    uint8_t count = 0;
    for (int i = 0; i < BLOCK; i++)
        count += (letters[i] & 0xC0) != 0x80;
    return count;
}

static int64_t count_characters_in(const uint8_t *letters, int64_t n)
{
    int64_t count = 0, i = 0;
    for (; i + BLOCK <= n; i += BLOCK)
        count += count_block(letters + i);
    for (; i < n; i++)
        count += (letters[i] & 0xC0) != 0x80;
    return count;
}

/* Where the character of that number begins, the last one's end for a number behind it. */
static int64_t find_character(const Text *text, int64_t number)
{
    if (number <= 0)
        return 0;
    if (number >= text->n_characters)
        return text->n;
    if (text->n == text->n_characters)
        return number;
    int64_t place = 0;
    while (place + BLOCK <= text->n) {
        int64_t n_inside = count_block(text->letters + place);
        if (n_inside > number)
            break;
        number -= n_inside;
        place += BLOCK;
    }
    for (; place < text->n; place++)
        if ((text->letters[place] & 0xC0) != 0x80 && number-- == 0)
            break;
    return place;
}

/* Reads start and end as slices do, but for negative ones, which count as 0. Returns 0, or -1 with an exception. */
static int read_ends(PyObject *const *args, const Text *text, int64_t *start, int64_t *end)
{
    Py_ssize_t first = PyLong_AsSsize_t(args[0]), last = PyLong_AsSsize_t(args[1]);
    if (PyErr_Occurred())
        return -1;
    *start = find_character(text, first);
    *end = find_character(text, last);
    return 0;
}

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

WIDE static int may_begin_wide(const Py_UCS4 *first, const Py_UCS4 *last, Py_UCS4 one, Py_UCS4 other)
{
    uint32_t any = 0;
    for (int i = 0; i < BLOCK; i++)
        any |= (uint32_t)((first[i] == one) & (last[i] == other));
    return any != 0;
}

/* The same in characters of four bytes. */
static int64_t find_characters_wide(const Py_UCS4 *text, int64_t n, const Py_UCS4 *word, int64_t size)
{
    int64_t place = 0, last = n - size;
    while (place <= last) {
        if (place + BLOCK - 1 <= last && !may_begin_wide(text + place, text + place + size - 1, word[0], word[size - 1])) {
            place += BLOCK;
            continue;
        }
        int64_t end = place + BLOCK - 1 < last ? place + BLOCK - 1 : last;
        for (; place <= end; place++)
            if (text[place] == word[0] && memcmp(text + place, word, (size_t)size * sizeof *word) == 0)
                return place;
    }
    return -1;
}

/* (text, word, start, whether the text is ASCII): as text.find(word, start), which is not negative. A text that is
   not ASCII is copied in characters of four bytes, many times as fast as it is encoded or searched by Python;
   not so behind a start, as that, asked over and over, would take the square of the time. */
KERNEL(find_text)
{
    (void)self;
    Text text, word;
    if (check_count(n_args, 4) < 0)
        return NULL;
    Py_ssize_t start = PyLong_AsSsize_t(args[2]);
    if (PyErr_Occurred())
        return NULL;
    start = start < 0 ? 0 : start;
    int is_word = open_text(&word, args[1]) == 0 && word.n;
    if (is_word && args[3] == Py_True && open_text(&text, args[0]) == 0 && text.n == text.n_characters) {
        int64_t left = text.n - start;
        int64_t place = left < word.n ? -1 : find_letters(text.letters + start, left, word.letters, word.n);
        return PyLong_FromLongLong(place < 0 ? -1 : place + start);
    }
    if (!is_word || start > 0 || args[3] == Py_True || !PyUnicode_Check(args[0])) {
        Py_ssize_t place = PyUnicode_Find(args[0], args[1], start, PY_SSIZE_T_MAX, 1);
        return place == -2 ? NULL : PyLong_FromSsize_t(place);
    }
    Py_UCS4 *letters = PyUnicode_AsUCS4Copy(args[0]), *sought = letters ? PyUnicode_AsUCS4Copy(args[1]) : NULL;
    int64_t place = -1;
    if (sought)
        place = find_characters_wide(letters, PyUnicode_GetLength(args[0]), sought, word.n_characters);
    PyObject *result = sought ? PyLong_FromLongLong(place) : NULL;
    PyMem_Free(letters);
    PyMem_Free(sought);
    return result;
}

/* (text, start, end, skipped, first, second): the first 4096 line feeds behind which, when the letters skipped are
   passed over, one of `first` or a letter behind ASCII stands, the former followed by one of `second` (none named:
   any letter, or the end). None where the text has no encoding. */
KERNEL(find_lines)
{
    (void)self;
    Text text, letters;
    int64_t start, end;
    uint8_t sets[3][256];
    if (check_count(n_args, 6) < 0)
        return NULL;
    if (open_text(&text, args[0]) < 0)
        Py_RETURN_NONE;
    if (read_ends(args + 1, &text, &start, &end) < 0)
        return NULL;
    for (int k = 0; k < 3; k++) {
        if (open_text(&letters, args[3 + k]) < 0 || letters.n != letters.n_characters) {
            PyErr_SetString(PyExc_ValueError, "letters to look for are ASCII");
            return NULL;
        }
        memset(sets[k], k == 2 && !letters.n, sizeof sets[k]);
        for (Py_ssize_t i = 0; i < letters.n; i++)
            sets[k][letters.letters[i]] = 1;
    }
    int any_second = sets[2][0], n_places = 0;
    PyObject *places = PyList_New(0);
    const uint8_t *at = text.letters + start, *stop = text.letters + end, *counted = text.letters;
    int64_t n_before = 0; /* characters in front of `counted` */
    while (places && n_places < MOST_PLACES && at < stop && (at = memchr(at, '\n', (size_t)(stop - at)))) {
        const uint8_t *feed = at++;
        while (at < stop && sets[0][*at] && *at != '\n')
            at++;
        if (at < stop &&
            (*at >= 128 || (sets[1][*at] && (any_second || (at + 1 < stop && sets[2][at[1]]))))) {
            n_before += text.n == text.n_characters ? feed - counted : count_characters_in(counted, feed - counted);
            counted = feed;
            PyObject *place = PyLong_FromLongLong(n_before);
            if (!place || PyList_Append(places, place) < 0)
                Py_CLEAR(places);
            Py_XDECREF(place);
            n_places++;
        }
    }
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
    if (check_count(n_args, 1) < 0)
        return NULL;
    if (open_text(&text, args[0]) < 0)
        Py_RETURN_NONE;
    uint8_t *folded = malloc((size_t)text.n + 1);
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
    PyObject *result = is_odd ? Py_None : PyUnicode_FromStringAndSize((const char *)folded, size);
    if (is_odd)
        Py_INCREF(result);
    free(folded);
    return result;
}
