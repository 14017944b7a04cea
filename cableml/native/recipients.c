/* The lists of addressees, as cableml/parsing/rules/recipients.py reads them. */

#include "letters.h"

enum { MOST_NAME_WORDS = 6, LONGEST_WORD = 16, LONGEST_ROUTE = 8 };

/* RUEHBJ/AMEMBASSY BEIJING PRIORITY 0487; a part that is missing begins where it ends. */
typedef struct {
    Py_ssize_t route, route_end, name, name_end, word, word_end, serial, serial_end;
} Address;

static int is_capital(uint8_t letter)
{
    return (uint8_t)(letter - 'A') < 26;
}

static Py_ssize_t skip_capitals(const uint8_t *at, Py_ssize_t place, Py_ssize_t end)
{
    while (place < end && is_capital(at[place]))
        place++;
    return place;
}

static int begins_with(const uint8_t *at, Py_ssize_t n, const char *word)
{
    size_t size = strlen(word);
    return (size_t)n >= size && memcmp(at, word, size) == 0;
}

static int is_precedence(const uint8_t *at, Py_ssize_t n)
{
    static const char *const WORDS[] = {"PRIORITY", "IMMEDIATE", "ROUTINE", "FLASH"};
    for (int k = 0; k < 4; k++)
        if (begins_with(at, n, WORDS[k]))
            return strlen(WORDS[k]) == (size_t)n ? 1 : 2;
    return begins_with(at, n, "NIACT") ? 2 : 0;
}

/* Reads a line without white space around it as the pattern `_USUAL` does, if it begins with R or Z. */
static int read_address(const uint8_t *at, Py_ssize_t place, Py_ssize_t end, Address *address)
{
    if (place == end || (at[place] != 'R' && at[place] != 'Z'))
        return 0;
    Py_ssize_t stop = skip_capitals(at, place, end);
    if (stop - place < 4 || stop - place > LONGEST_ROUTE || stop == end || at[stop] != '/')
        return 0;
    address->route = place;
    address->route_end = stop;
    address->name = place = stop + 1;
    stop = skip_capitals(at, place, end);
    if (stop - place < 2 || stop - place > LONGEST_WORD)
        return 0;
    address->name_end = address->word = address->word_end = stop;
    for (int n_words = 1; stop < end && at[stop] == ' ' && stop + 1 < end && is_capital(at[stop + 1]); n_words++) {
        place = stop + 1;
        stop = skip_capitals(at, place, end);
        int precedence = is_precedence(at + place, stop - place);
        if (precedence == 1) {
            address->word = place;
            address->word_end = stop;
            break;
        }
        if (precedence || stop - place < 2 || stop - place > LONGEST_WORD || n_words == MOST_NAME_WORDS)
            return 0;
        address->name_end = stop;
    }
    address->serial = address->serial_end = stop;
    if (stop == end)
        return 1;
    place = address->serial = stop + 1;
    for (stop = place; stop < end && (uint8_t)(at[stop] - '0') < 10; stop++)
        ;
    address->serial_end = stop;
    return at[place - 1] == ' ' && stop == end && stop - place >= 2 && stop - place <= 7;
}

static PyObject *cut_part(PyObject *text, Py_ssize_t begin, Py_ssize_t end)
{
    return begin < end ? PyUnicode_Substring(text, begin, end) : Py_NewRef(Py_None);
}

static PyObject *build_addressee(PyObject *class, PyObject *names, PyObject *text, const Address *address)
{
    PyObject *values[] = {
        cut_part(text, address->name, address->name_end), cut_part(text, address->route, address->route_end),
        cut_part(text, address->word, address->word_end), cut_part(text, address->serial, address->serial_end),
        PyTuple_New(0),
    };
    return build_record(class, names, values, 5);
}

/* (text, place, class, names): from a line's beginning on the addressees of lines in the usual form, up to the first
   other line: (addressees, the offset behind the last of these lines, where the next line begins); as
   `_read_usual_lines` of the rule. A record of the class has the fields of the names. */
KERNEL(read_usual_lines)
{
    (void)self;
    Letters letters;
    if (check_count(n_args, 4) < 0)
        return NULL;
    Py_ssize_t begin = PyLong_AsSsize_t(args[1]), behind = 0;
    if (PyErr_Occurred() || check_class(args[2], args[3], 5) < 0 || open_letters(&letters, args[0]) < 0)
        return NULL;
    begin = behind = begin < 0 ? 0 : begin;
    PyObject *found = PyList_New(0);
    while (found && begin < letters.n) {
        const uint8_t *feed = memchr(letters.at + begin, '\n', (size_t)(letters.n - begin));
        Py_ssize_t stop = feed ? feed - letters.at : letters.n, first = begin, last = stop;
        while (first < last && is_space(&letters, first))
            first++;
        while (first < last && is_space(&letters, last - 1))
            last--;
        Address address;
        if (!read_address(letters.at, first, last, &address))
            break;
        PyObject *addressee = build_addressee(args[2], args[3], args[0], &address);
        if (!addressee || PyList_Append(found, addressee) < 0)
            Py_CLEAR(found);
        Py_XDECREF(addressee);
        behind = stop;
        begin = stop + 1;
    }
    close_letters(&letters);
    return pack(3, found, PyLong_FromSsize_t(behind), PyLong_FromSsize_t(begin));
}
