/* The parser's texts at one byte a character; lines counted, words found in them. */

#include "letters.h"

#include <stdarg.h>

WIDE static void narrow(const Py_UCS4 *wide, Py_ssize_t n, uint8_t *letters)
{
    for (Py_ssize_t i = 0; i < n; i++)
        letters[i] = wide[i] < 256 ? (uint8_t)wide[i] : '?';
}

/* The text with '?' for letters behind Latin-1; three times as fast as the encoder's own replacing. */
static PyObject *narrow_text(PyObject *text)
{
    Py_ssize_t n = PyUnicode_GetLength(text);
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    Py_UCS4 *wide = bytes ? PyUnicode_AsUCS4Copy(text) : NULL;
    if (!wide) {
        Py_XDECREF(bytes);
        return NULL;
    }
    narrow(wide, n, (uint8_t *)PyBytes_AsString(bytes));
    PyMem_Free(wide);
    return bytes;
}

int open_letters(Letters *letters, PyObject *text)
{
    char *at;
    letters->text = text;
    letters->is_wide = 0;
    letters->bytes = PyUnicode_AsLatin1String(text);
    if (!letters->bytes && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        PyErr_Clear();
        letters->is_wide = 1;
        letters->bytes = narrow_text(text);
    }
    if (!letters->bytes || PyBytes_AsStringAndSize(letters->bytes, &at, &letters->n) < 0)
        return -1;
    letters->at = (const uint8_t *)at;
    return 0;
}

/* The number of the first byte that is not nought, the lowest one first. */
static inline int first_flag(uint64_t flags)
{
#if defined(__GNUC__)
    return __builtin_ctzll(flags) >> 3;
#else
    int place = 0;
    for (; !(flags & 255); flags >>= 8)
        place++;
    return place;
#endif
}

void close_letters(Letters *letters)
{
    Py_CLEAR(letters->bytes);
}

int is_space(const Letters *letters, Py_ssize_t place)
{
    uint8_t letter = letters->at[place];
    if (!letters->is_wide || letter != '?')
        return letter == ' ' || (uint8_t)(letter - '\t') < 5 || (uint8_t)(letter - 0x1C) < 4 || letter == 0x85 ||
               letter == 0xA0;
    Py_UCS4 beyond = PyUnicode_ReadChar(letters->text, place);
    return beyond == 0x1680 || (beyond >= 0x2000 && beyond <= 0x200A) || beyond == 0x2028 || beyond == 0x2029 ||
           beyond == 0x202F || beyond == 0x205F || beyond == 0x3000;
}

enum { BLOCK = 64 };

/* Copies sixty-four letters, blanks for tabs and line feeds; marks the blanks behind a blank (what stands in front of
   the first letter is looked at, too). Returns whether letters are among them that must be looked at further. */
WIDE static int fold_block(const uint8_t *at, uint8_t *copy, uint8_t *doubled)
{
    uint8_t any = 0;
    for (int i = 0; i < BLOCK; i++) {
        uint8_t letter = at[i], is_blank = (letter == ' ') | (letter == '\t') | (letter == '\n');
        any |= (uint8_t)((letter == '?') | ((letter < ' ') & !is_blank) | (letter == 0x85) | (letter == 0xA0));
        copy[i] = is_blank ? ' ' : letter;
    }
    for (int i = 0; i < BLOCK; i++)
        doubled[i] = (copy[i] == ' ') & (copy[i - 1] == ' ');
    return any;
}

/* Whether a letter of the stretch is behind Latin-1, or white space other than blanks, tabs and line feeds. */
static int is_odd(const Letters *letters, Py_ssize_t begin, Py_ssize_t end)
{
    for (; begin < end; begin++) {
        uint8_t letter = letters->at[begin];
        if (letter == '?' ? is_beyond(letters, begin)
                          : letter != ' ' && letter != '\t' && letter != '\n' && is_space(letters, begin))
            return 1;
    }
    return 0;
}

PyObject *fold_letters(const Letters *letters, Py_ssize_t begin, Py_ssize_t end, uint8_t *room)
{
    uint8_t block[BLOCK + 1], doubled[BLOCK], last[BLOCK];
    Py_ssize_t size = 0;
    block[0] = ' ';
    for (; begin < end; begin += BLOCK) {
        Py_ssize_t n = end - begin < BLOCK ? end - begin : BLOCK, kept = 0;
        const uint8_t *at = letters->at + begin;
        if (n < BLOCK) {
            memset(last, 'x', BLOCK);
            at = memcpy(last, at, (size_t)n);
        }
        if (fold_block(at, block + 1, doubled) && is_odd(letters, begin, begin + n))
            return Py_NewRef(Py_None);
        for (Py_ssize_t i = 0; i < n; i += 8) {
            uint64_t flags = load_word(doubled + i);
            for (; flags; flags &= flags - 1) {
                Py_ssize_t place = i + first_flag(flags);
                memcpy(room + size, block + 1 + kept, (size_t)(place - kept));
                size += place - kept;
                kept = place + 1;
            }
        }
        memcpy(room + size, block + 1 + kept, (size_t)(n - kept));
        size += n - kept;
        block[0] = block[n];
    }
    return PyUnicode_DecodeLatin1((const char *)room, size && room[size - 1] == ' ' ? size - 1 : size, NULL);
}

WIDE static int count_feeds_in_block(const uint8_t *letters)
{
    uint8_t count = 0;
    for (int i = 0; i < BLOCK; i++)
        count += letters[i] == '\n';
    return count;
}

static Py_ssize_t count_feeds(const uint8_t *letters, Py_ssize_t first, Py_ssize_t last)
{
    Py_ssize_t count = 0;
    for (; first + BLOCK <= last; first += BLOCK)
        count += count_feeds_in_block(letters + first);
    for (; first < last; first++)
        count += letters[first] == '\n';
    return count;
}

PyObject *pack(int n, ...)
{
    va_list parts;
    PyObject *tuple = PyTuple_New(n);
    va_start(parts, n);
    for (int i = 0; i < n; i++) {
        PyObject *part = va_arg(parts, PyObject *);
        if (!tuple || !part) {
            Py_CLEAR(tuple);
            Py_XDECREF(part);
        } else
            PyTuple_SetItem(tuple, i, part);
    }
    va_end(parts);
    return tuple;
}

/* A span: a tuple of a class of its own, of two lines. */
static PyObject *build_span(PyTypeObject *class, long long first, long long last)
{
    PyObject *lines[2] = {PyLong_FromLongLong(first ? first : 1), PyLong_FromLongLong(last ? last : 1)};
    PyObject *span = lines[0] && lines[1] ? ((allocfunc)PyType_GetSlot(class, Py_tp_alloc))(class, 2) : NULL;
    for (int k = 0; k < 2; k++)
        if (!span)
            Py_XDECREF(lines[k]);
        else if (PyTuple_SetItem(span, k, lines[k]) < 0)
            Py_CLEAR(span);
    return span;
}

int read_places(PyObject *tuple, Py_ssize_t first, Py_ssize_t *one, Py_ssize_t *other)
{
    if (tuple && PyTuple_Check(tuple) && PyTuple_Size(tuple) >= first + 1 + (other != NULL)) {
        *one = PyLong_AsSsize_t(PyTuple_GetItem(tuple, first));
        if (other && !(*one == -1 && PyErr_Occurred()))
            *other = PyLong_AsSsize_t(PyTuple_GetItem(tuple, first + 1));
    } else if (!PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "a tuple of places is needed");
    return PyErr_Occurred() ? -1 : 0;
}

/* (text, line, [(start, end)], span): as `LineCounter(text, line).spans` of cableml/parsing/line_counter.py. */
KERNEL(span_lines)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 4) < 0)
        return NULL;
    long long line = PyLong_AsLongLong(args[1]);
    Py_ssize_t n = PyErr_Occurred() ? -1 : PyList_Size(args[2]), at = 0;
    if (n < 0 || !PyType_Check(args[3]) || !PyType_IsSubtype((PyTypeObject *)args[3], &PyTuple_Type)) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "a span is a kind of tuple");
        return NULL;
    }
    if (open_letters(&letters, args[0]) < 0)
        return NULL;
    PyObject *spans = PyList_New(n);
    for (Py_ssize_t i = 0; spans && i < n; i++) {
        Py_ssize_t start, end;
        PyObject *span = NULL;
        if (read_places(PyList_GetItem(args[2], i), 0, &start, &end) == 0) {
            Py_ssize_t behind = start < 0 ? 0 : start < letters.n ? start + 1 : letters.n;
            end = end < letters.n ? end : letters.n;
            line += behind < at ? -count_feeds(letters.at, behind, at) : count_feeds(letters.at, at, behind);
            at = behind;
            long long first = line;
            if (end > behind) {
                line += count_feeds(letters.at, behind, end);
                at = end;
            }
            span = build_span((PyTypeObject *)args[3], first, line);
        }
        if (!span || PyList_SetItem(spans, i, span) < 0)
            Py_CLEAR(spans);
    }
    close_letters(&letters);
    return spans;
}
