package site

import "strconv"

// OperationPath returns the address of an opération: a form that prepares one leads there.
func OperationPath(id int64) string { return "/mairie/operations/" + strconv.FormatInt(id, 10) }
