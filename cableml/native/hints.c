/* Which of many strings stand in the lines of a text, in few steps a letter: as cableml/cable/marking_hints.py does. */

#include "kernels.h"

enum {
    LONGEST = 32,
    LONGEST_WORD = 16,
    FIRST_CHARACTERS = 4000,
    MOST_STRINGS = 10000,
    N_CHAINS = 1 << 12,
    N_WORDS = 1 << 13,
    BLOCK = 1024,
};
#define CAPSULE "cableml.native.hints"

typedef struct {
    uint64_t beginning, mask; /* the first eight letters, and which of them there are */
    uint64_t bits;
    uint8_t letters[LONGEST];
    uint32_t next; /* the next string of the chain, counted from 1, or 0 */
    uint8_t size, is_exact;
} String;

/* Strings lie in 32 groups by their first two letters, those of three letters in eight of them. Of every two
   letters the low half of a number has a bit for each group of which a string begins so, the high half one for
   each of which the third and fourth letters may be these: what both halves share at a place tells whether a
   string may begin there. */
typedef struct {
    uint64_t groups[1 << 16];
    uint32_t chains[N_CHAINS]; /* by the first three letters */
    String *strings;
    uint32_t n;
} Strings;

typedef struct {
    uint64_t letters[2];
    uint64_t bits;
} Word;

typedef struct {
    Strings hints;
    uint8_t is_used[N_WORDS];
    Word words[N_WORDS]; /* by a hash of size and first letters */
    uint32_t n_words;
} Hints;

static void free_hints(Hints *hints)
{
    free(hints->hints.strings);
    free(hints);
}

static void end_hints(PyObject *capsule)
{
    free_hints(PyCapsule_GetPointer(capsule, CAPSULE));
}

static inline uint8_t lower(uint8_t letter)
{
    return (uint8_t)(letter + ((uint8_t)(letter - 'A') < 26 ? 32 : 0));
}

/* Small letters, figures, and bytes behind ASCII as they are; a blank for everything else. */
static inline uint8_t word_letter(uint8_t letter)
{
    uint8_t small = lower(letter);
    return ((uint8_t)(small - 'a') < 26) | ((uint8_t)(small - '0') < 10) | (small >= 128) ? small : BLANK;
}

static inline uint32_t load_two(const uint8_t *letters)
{
    uint16_t two;
    memcpy(&two, letters, sizeof two);
    return two;
}

static inline uint32_t find_chain(uint64_t beginning)
{
    return (uint32_t)(beginning & 0xFFFFFFu) * 0x9E3779B1u >> 20;
}

/* Takes (string, bits, is exact) of a list in. Returns 0, or -1 with an exception set. */
static int read_strings(Strings *strings, PyObject *list)
{
    Py_ssize_t n = PyList_Size(list);
    if (n < 0)
        return -1;
    strings->strings = calloc((size_t)(n < MOST_STRINGS ? n : MOST_STRINGS) + 1, sizeof *strings->strings);
    if (!strings->strings) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *entry = PyList_GetItem(list, i);
        const char *letters;
        Py_ssize_t size;
        unsigned long long bits;
        int is_exact;
        if (!entry || !PyArg_ParseTuple(entry, "y#Kp", &letters, &size, &bits, &is_exact))
            return -1;
        if (size < 3 || size > LONGEST || strings->n == MOST_STRINGS) {
            PyErr_SetString(PyExc_ValueError, "a string to look for has 3 to 32 letters");
            return -1;
        }
        String *string = &strings->strings[strings->n++];
        uint8_t folded[LONGEST + 8] = {0};
        for (Py_ssize_t k = 0; k < size; k++) {
            string->letters[k] = (uint8_t)letters[k];
            folded[k] = is_exact ? lower((uint8_t)letters[k]) : (uint8_t)letters[k];
        }
        string->size = (uint8_t)size;
        string->mask = size < 8 ? ((uint64_t)1 << (8 * size)) - 1 : ~(uint64_t)0;
        string->beginning = load_word(folded) & string->mask;
        string->bits = bits;
        string->is_exact = (uint8_t)is_exact;
        uint32_t spread = load_two(folded) * 0x9E3779B1u >> 16, group = size > 3 ? spread % 24 : 24 + spread % 8;
        uint32_t *chain = &strings->chains[find_chain(string->beginning)];
        string->next = *chain;
        *chain = strings->n;
        strings->groups[load_two(folded)] |= (uint64_t)1 << group;
        for (int letter = 0; letter < 256; letter++)
            if (size > 3 ? letter == folded[3] : 1) {
                uint8_t third[2] = {folded[2], (uint8_t)letter};
                strings->groups[load_two(third)] |= (uint64_t)1 << (32 + group);
            }
    }
    return 0;
}

/* The first eight letters of a word, or those it has. */
static inline uint64_t load_first(const uint8_t *letters, uint64_t size)
{
    return load_word(letters) & ~(uint64_t)0 >> (size < 8 ? 64 - 8 * size : 0);
}

static inline uint64_t load_second(const uint8_t *letters, uint64_t size)
{
    return size > 8 ? load_first(letters + 8, size - 8) : 0;
}

static inline uint32_t word_place(uint64_t first, uint64_t size)
{
    return (uint32_t)((first + size) * 0x9E3779B97F4A7C15u >> 51);
}

/* Takes (word, bits) of a list in. Returns 0, or -1 with an exception set. */
static int read_words(Hints *hints, PyObject *list)
{
    Py_ssize_t n = PyList_Size(list);
    if (n < 0)
        return -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *entry = PyList_GetItem(list, i);
        const char *letters;
        Py_ssize_t size;
        unsigned long long bits;
        if (!entry || !PyArg_ParseTuple(entry, "y#K", &letters, &size, &bits))
            return -1;
        if (size < 1 || size > LONGEST_WORD || !letters[0] || 2 * hints->n_words == N_WORDS) {
            PyErr_SetString(PyExc_ValueError, "a word to look for has 1 to 16 letters");
            return -1;
        }
        uint8_t room[2 * LONGEST_WORD] = {0};
        memcpy(room, letters, (size_t)size);
        uint64_t first = load_first(room, (uint64_t)size);
        uint32_t place = word_place(first, (uint64_t)size);
        while (hints->is_used[place])
            place = (place + 1) & (N_WORDS - 1);
        hints->is_used[place] = 1;
        hints->words[place] = (Word){{first, load_second(room, (uint64_t)size)}, bits};
        hints->n_words++;
    }
    return 0;
}

/* (hints, words): lists of (bytes, bits, is exact) and of (bytes, bits). Hints are written in small letters, which
   stand for capitals too, or exact; a leading line feed stands for a line's beginning. Words are whole words in
   small letters. Returns what `find_hints` needs. */
KERNEL(build_hints)
{
    (void)self;
    if (check_count(n_args, 2) < 0)
        return NULL;
    Hints *hints = calloc(1, sizeof *hints);
    if (!hints)
        return PyErr_NoMemory();
    if (read_strings(&hints->hints, args[0]) < 0 || read_words(hints, args[1]) < 0) {
        free_hints(hints);
        return NULL;
    }
    PyObject *capsule = PyCapsule_New(hints, CAPSULE, end_hints);
    if (!capsule)
        free_hints(hints);
    return capsule;
}

static uint64_t compare(const Strings *strings, const uint8_t *folded, const uint8_t *exact)
{
    uint64_t found = 0, beginning = load_word(folded);
    for (uint32_t number = strings->chains[find_chain(beginning)]; number; number = strings->strings[number - 1].next) {
        const String *string = &strings->strings[number - 1];
        if (((beginning ^ string->beginning) & string->mask) == 0 &&
            (string->is_exact ? memcmp(string->letters, exact, string->size) == 0
                              : string->size <= 8 || memcmp(string->letters, folded, string->size) == 0))
            found |= string->bits;
    }
    return found;
}

/* The bits of the strings that begin in a stretch; at least 32 letters lie behind it. */
static uint64_t find_strings(const Strings *strings, const uint8_t *folded, const uint8_t *exact, int64_t n)
{
    const uint64_t *groups = strings->groups;
    uint64_t found = 0;
    uint16_t places[BLOCK];
    for (int64_t first = 0; first < n; first += BLOCK) {
        int size = (int)(n - first < BLOCK ? n - first : BLOCK), n_places = 0;
        const uint8_t *letters = folded + first;
        uint64_t even = groups[load_two(letters)], odd = groups[load_two(letters + 1)];
        for (int i = 0; i < size; i++) {
            uint64_t next = groups[load_two(letters + i + 2)];
            places[n_places] = (uint16_t)i;
            n_places += ((uint32_t)even & next >> 32) != 0;
            even = odd;
            odd = next;
        }
        for (int k = 0; k < n_places; k++)
            found |= compare(strings, letters + places[k], exact + first + places[k]);
    }
    return found;
}

/* The bits of the words in letters that are folded and have a blank in front and sixteen behind. */
static uint64_t find_words_of(const Hints *hints, const uint8_t *folded, int64_t n)
{
    uint64_t found = 0;
    uint16_t blanks[BLOCK];
    int64_t begin = 1;
    for (int64_t first = 1; first <= n; first += BLOCK) {
        int size = (int)(n + 1 - first < BLOCK ? n + 1 - first : BLOCK), n_blanks = 0;
        for (int i = 0; i < size; i++) {
            blanks[n_blanks] = (uint16_t)i;
            n_blanks += folded[first + i] == BLANK;
        }
        for (int k = 0; k < n_blanks; k++) {
            uint64_t length = (uint64_t)(first + blanks[k] - begin);
            uint64_t letters = load_first(folded + begin, length ? length : 1);
            for (uint32_t place = word_place(letters, length); hints->is_used[place]; place = (place + 1) & (N_WORDS - 1))
                if (hints->words[place].letters[0] == letters && length <= LONGEST_WORD &&
                    hints->words[place].letters[1] == load_second(folded + begin, length))
                    found |= hints->words[place].bits;
            begin = first + blanks[k] + 1;
        }
    }
    return found;
}

/* Whether letters stand in the text whose small form or capital is an ASCII letter: U+0130, U+0131, U+017F, U+212A. */
static int holds_odd(const uint8_t *letters, int64_t n)
{
    for (int64_t i = 0; i + 1 < n; i++) {
        if ((letters[i] == 0xC4 && (letters[i + 1] == 0xB0 || letters[i + 1] == 0xB1)) ||
            (letters[i] == 0xC5 && letters[i + 1] == 0xBF) ||
            (letters[i] == 0xE2 && letters[i + 1] == 0x84 && i + 2 < n && letters[i + 2] == 0xAA))
            return 1;
    }
    return 0;
}

/* Whether capitals are more than four times as many as small letters at the text's beginning. */
WIDE static int is_in_capitals(const uint8_t *letters, int64_t n, int is_ascii)
{
    int64_t end = n < FIRST_CHARACTERS ? n : FIRST_CHARACTERS;
    if (!is_ascii)
        for (int64_t i = end = 0, n_characters = 0; i < n; i++, end = i) {
            n_characters += (letters[i] & 0xC0) != 0x80;
            if (n_characters > FIRST_CHARACTERS)
                break;
        }
    int32_t n_capitals = 0, n_small = 0;
    for (int64_t i = 0; i < end; i++) {
        n_capitals += (uint8_t)(letters[i] - 'A') < 26;
        n_small += (uint8_t)(letters[i] - 'a') < 26;
    }
    return n_capitals > 4 * n_small;
}

/* Folds the letters both ways; returns whether one is not ASCII. */
WIDE static int fold_both_ways(const uint8_t *letters, int64_t n, uint8_t *small, uint8_t *words)
{
    uint8_t any = 0;
    for (int64_t i = 0; i < n; i++) {
        any |= letters[i];
        small[i] = lower(letters[i]);
        words[i] = word_letter(letters[i]);
    }
    return any >= 128;
}

/* (what build_hints returned, text): (bits of the words of all lines, whether the text is in capitals,
   [(line, bits of its hints)] of the lines that have some). None where letters stand in the text that this does
   not know to fold, or that have no encoding. */
KERNEL(find_hints)
{
    (void)self;
    if (check_count(n_args, 2) < 0)
        return NULL;
    const Hints *hints = PyCapsule_GetPointer(args[0], CAPSULE);
    if (!hints)
        return NULL;
    Py_ssize_t n;
    const char *text = PyUnicode_AsUTF8AndSize(args[1], &n);
    if (!text) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
            return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    /* Three copies, each with a line feed (in words a blank) in front, and more behind than a string is long. */
    size_t room = (size_t)n + 1 + LONGEST + 8;
    uint8_t *exact = malloc(3 * room), *small = exact + room, *words = small + room;
    if (!exact)
        return PyErr_NoMemory();
    exact[0] = small[0] = '\n';
    words[0] = BLANK;
    memcpy(exact + 1, text, (size_t)n);
    int is_ascii = !fold_both_ways(exact + 1, n, small + 1, words + 1);
    memset(exact + 1 + n, '\n', room - 1 - (size_t)n);
    memset(small + 1 + n, '\n', room - 1 - (size_t)n);
    memset(words + 1 + n, BLANK, room - 1 - (size_t)n);
    if (!is_ascii && holds_odd(exact + 1, n)) {
        free(exact);
        Py_RETURN_NONE;
    }
    PyObject *lines = PyList_New(0);
    int failed = !lines;
    uint64_t word_bits = find_words_of(hints, words, n + 1);
    long long line = 0;
    for (int64_t begin = 0; !failed && begin <= n; line++) {
        const uint8_t *stop = memchr(small + begin + 1, '\n', room - 1 - (size_t)begin);
        int64_t end = stop - small;
        uint64_t found = find_strings(&hints->hints, small + begin, exact + begin, end - begin);
        begin = end;
        if (found) {
            PyObject *pair = Py_BuildValue("(LK)", line, (unsigned long long)found);
            failed = !pair || PyList_Append(lines, pair) < 0;
            Py_XDECREF(pair);
        }
    }
    long in_capitals = is_in_capitals(exact + 1, n, is_ascii);
    free(exact);
    if (failed) {
        Py_XDECREF(lines);
        return NULL;
    }
    return Py_BuildValue("(KNN)", (unsigned long long)word_bits, PyBool_FromLong(in_capitals), lines);
}
