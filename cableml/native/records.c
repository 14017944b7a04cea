/* Frozen records built without a call of their own: what a dataclass's constructor does, in fewer steps. */

#include "letters.h"

int check_class(PyObject *class, PyObject *names, Py_ssize_t n_names)
{
    if (PyType_Check(class) && (PyType_GetFlags((PyTypeObject *)class) & Py_TPFLAGS_HEAPTYPE) &&
        PyTuple_Check(names) && PyTuple_Size(names) == n_names)
        return 0;
    PyErr_SetString(PyExc_TypeError, "a class and the names of its fields are needed to build records");
    return -1;
}

PyObject *build_record(PyObject *class, PyObject *names, PyObject **values, int n)
{
    PyObject *nothing = PyTuple_New(0);
    newfunc make = (newfunc)PyType_GetSlot((PyTypeObject *)class, Py_tp_new);
    PyObject *record = nothing ? make((PyTypeObject *)class, nothing, NULL) : NULL;
    for (int k = 0; k < n; k++) {
        if (record && (!values[k] || PyObject_GenericSetAttr(record, PyTuple_GetItem(names, k), values[k]) < 0))
            Py_CLEAR(record);
        Py_XDECREF(values[k]);
    }
    Py_XDECREF(nothing);
    return record;
}

/* (class, names, [values]): one record for each tuple of values, as class(*values) makes it; for a class whose fields
   are slots, and whose constructor only sets them. */
KERNEL(build_records)
{
    (void)self;
    enum { MOST_FIELDS = 64 };
    PyObject *values[MOST_FIELDS];
    if (check_count(n_args, 3) < 0)
        return NULL;
    Py_ssize_t n_names = PyTuple_Size(args[1]), n = n_names < 0 ? -1 : PyList_Size(args[2]);
    if (n < 0 || check_class(args[0], args[1], n_names < MOST_FIELDS ? n_names : MOST_FIELDS) < 0)
        return NULL;
    PyObject *records = PyTuple_New(n);
    for (Py_ssize_t i = 0; records && i < n; i++) {
        PyObject *row = PyList_GetItem(args[2], i), *record = NULL;
        if (row && PyTuple_Check(row) && PyTuple_Size(row) == n_names) {
            for (Py_ssize_t k = 0; k < n_names; k++)
                values[k] = Py_NewRef(PyTuple_GetItem(row, k));
            record = build_record(args[0], args[1], values, (int)n_names);
        } else if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a record has one value a field");
        if (!record || PyTuple_SetItem(records, i, record) < 0)
            Py_CLEAR(records);
    }
    return records;
}
