/* A text at one byte a character, for the kernels of the parser.

   Nine of ten cables hold no letter behind Latin-1; in the others such a letter stands as '?', and what it is
   is asked of the text itself where it matters. Places count characters, as Python does. */

#ifndef CABLEML_LETTERS_H
#define CABLEML_LETTERS_H

#include "kernels.h"

typedef struct {
    PyObject *text, *bytes;
    const uint8_t *at;
    Py_ssize_t n;
    int is_wide; /* whether it holds letters behind Latin-1 */
} Letters;

enum { UNSURE = 2, FOLD_ROOM = 32 };

/* Returns 0, or -1 with an exception set. */
int open_letters(Letters *letters, PyObject *text);
void close_letters(Letters *letters);

/* Whether it is a letter behind Latin-1 that stands there. */
static inline int is_beyond(const Letters *letters, Py_ssize_t place)
{
    return letters->is_wide && letters->at[place] == '?' && PyUnicode_ReadChar(letters->text, place) != '?';
}

/* Whether the letter is white space to Python. */
int is_space(const Letters *letters, Py_ssize_t place);

/* Whether a figure stands there: 0, 1, or UNSURE for letters that may be figures of another script. */
static inline int is_figure(const Letters *letters, Py_ssize_t place)
{
    uint8_t letter = letters->at[place];
    if (!letters->is_wide || letter != '?')
        return (uint8_t)(letter - '0') < 10;
    Py_UCS4 beyond = PyUnicode_ReadChar(letters->text, place);
    return beyond < 0x660 || (beyond >= 0x2000 && beyond < 0x2C00) ? 0 : UNSURE;
}

/* The stretch as a text with blanks, tabs and line feeds folded to single blanks, none at the ends; None where it
   holds letters behind Latin-1 or other white space. `room` has FOLD_ROOM more bytes than the stretch is long. */
PyObject *fold_letters(const Letters *letters, Py_ssize_t begin, Py_ssize_t end, uint8_t *room);

/* A tuple of new parts, which are given away; NULL, with an exception set, where one of them is NULL. */
PyObject *pack(int n, ...);
/* Reads one number of a tuple, or (where `other` is not NULL) two. Returns 0, or -1 with an exception set. */
int read_places(PyObject *tuple, Py_ssize_t first, Py_ssize_t *one, Py_ssize_t *other);

/* As `split_heading` of cableml/parsing/rules/headings.py for a text of Latin-1 letters that another paragraph follows:
   where the paragraph's own text ends, and the heading (new, or NULL). Returns 1; 0 where Python is to say; -1 with an
   exception set. */
int split_heading(const Letters *letters, Py_ssize_t start, Py_ssize_t end, Py_ssize_t *cut, PyObject **heading);

/* Returns 0 if a class can be built by setting fields of these names, else -1 with an exception. */
int check_class(PyObject *class, PyObject *names, Py_ssize_t n_names);
/* A record of the class with these values (NULL where one could not be made), which are given away; or NULL. */
PyObject *build_record(PyObject *class, PyObject *names, PyObject **values, int n);

static inline int is_one_of(uint8_t letter, const char *set)
{
    return letter && strchr(set, letter) != NULL;
}

static inline int is_tab(uint8_t letter)
{
    return letter == ' ' || letter == '\t';
}

/* The place behind blanks and tabs, of which at most so many are passed over. */
static inline Py_ssize_t skip_tabs(const uint8_t *at, Py_ssize_t place, Py_ssize_t end, Py_ssize_t most)
{
    Py_ssize_t last = end - place > most ? place + most : end;
    while (place < last && is_tab(at[place]))
        place++;
    return place;
}

#endif
