/* Frozen records built without a call of their own: what a dataclass's constructor does, in fewer steps. */

#include "kernels.h"

/* (class, names, [values]): one record for each tuple of values, as class(*values) makes it; for a class whose fields
   are slots, and whose constructor only sets them. */
KERNEL(build_records)
{
    (void)self;
    if (check_count(n_args, 3) < 0)
        return NULL;
    if (!PyType_Check(args[0]) || !(PyType_GetFlags((PyTypeObject *)args[0]) & Py_TPFLAGS_HEAPTYPE)) {
        PyErr_SetString(PyExc_TypeError, "a class is needed to build records");
        return NULL;
    }
    PyTypeObject *class = (PyTypeObject *)args[0];
    newfunc make = (newfunc)PyType_GetSlot(class, Py_tp_new);
    Py_ssize_t n_names = PyTuple_Size(args[1]), n = n_names < 0 ? -1 : PyList_Size(args[2]);
    PyObject *nothing = n < 0 ? NULL : PyTuple_New(0), *records = nothing ? PyTuple_New(n) : NULL;
    for (Py_ssize_t i = 0; records && i < n; i++) {
        PyObject *values = PyList_GetItem(args[2], i), *record = NULL;
        int fits = values && PyTuple_Size(values) == n_names;
        if (fits)
            record = make(class, nothing, NULL);
        else if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a record has one value a field");
        for (Py_ssize_t k = 0; record && k < n_names; k++)
            if (PyObject_GenericSetAttr(record, PyTuple_GetItem(args[1], k), PyTuple_GetItem(values, k)) < 0)
                Py_CLEAR(record);
        if (!record || PyTuple_SetItem(records, i, record) < 0)
            Py_CLEAR(records);
    }
    Py_XDECREF(nothing);
    return records;
}
