package site

import (
	"html/template"
	"net/url"
	"strconv"
)

// OperationsOf is the list of the opérations that touched a family.
func OperationsOf(code string) template.URL {
	return template.URL("/mairie/operations?famille=" + url.QueryEscape(code)) // #nosec G203 -- escaped
}

// OperationPath returns the address of an opération: a form that prepares one leads there.
func OperationPath(id int64) string { return "/mairie/operations/" + strconv.FormatInt(id, 10) }
