package site

import (
	"bytes"
	"errors"
	"html/template"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
)

// formValue is the implementation of c.FormValue: a form field is read from the body only. fasthttp would read the
// address first, so that a link could replace a form's fields, and tokens would appear in logs and histories. For an
// address, use c.Query.
//
// Invisible characters that were pasted are removed; secrets are kept as typed. Limits of length are enforced where a
// text is stored, with a sentence.
func formValue(ctx *fasthttp.RequestCtx, key string) []byte {
	value := typed(ctx, key)
	if len(value) == 0 || neverRepeated(key) {
		return value
	}
	return []byte(plain.Visible(string(value)))
}

func typed(ctx *fasthttp.RequestCtx, key string) []byte {
	if ctx.IsGet() || ctx.IsHead() {
		return ctx.QueryArgs().Peek(key)
	}
	if value := ctx.PostArgs().Peek(key); len(value) > 0 {
		return value
	}
	form, err := ctx.MultipartForm()
	if err != nil || len(form.Value[key]) == 0 || !text([]byte(form.Value[key][0])) {
		return nil
	}
	return []byte(form.Value[key][0])
}

// legible reports whether the values are valid text. PostgreSQL stores no other, and nobody types it.
func legible(c *fiber.Ctx) bool {
	ok := true
	look := func(key, value []byte) { ok = ok && text(key) && text(value) }
	c.Context().QueryArgs().VisitAll(look)
	if c.Method() == Post {
		c.Context().PostArgs().VisitAll(look)
	}
	return ok && text(c.Request().URI().Path())
}

func text(b []byte) bool { return utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 }

// twoLengths reports whether a message has two lengths, chunked and as a number: a proxy in front may have used the
// other one, and the rest would then be another user's request.
func twoLengths(c *fiber.Ctx) bool {
	lower := bytes.ToLower(c.Request().Header.RawHeaders())
	return bytes.Contains(lower, []byte("transfer-encoding:")) && bytes.Contains(lower, []byte("content-length:"))
}

// FieldOf returns the form field of a refusal.
func FieldOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Field
	}
	return ""
}

// Day returns the date of a staff page; 0 means today.
func Day(c *fiber.Ctx) civil.Date {
	d, _ := civil.Parse(c.Query("jour"))
	return d
}

// FormOf returns the fields of a posted form, without invisible characters.
func FormOf(c *fiber.Ctx) url.Values {
	v := url.Values{}
	c.Context().PostArgs().VisitAll(func(key, value []byte) {
		v.Add(string(key), plain.Visible(string(value)))
	})
	return v
}

func Number(c *fiber.Ctx, name string) int {
	n, _ := strconv.ParseInt(c.Query(name), 10, 32) // 32 bits, so that the product with the page size cannot overflow
	return int(n)
}

func FormID(c *fiber.Ctx, name string) int64 {
	id, _ := strconv.ParseInt(c.FormValue(name), 10, 64)
	return id
}

// Again shows a form again with its errors and the typed values.
func (s *Server) Again(c *fiber.Ctx, name string, layout Layout, wrong map[string]string, view any) error {
	layout.FieldErrors = wrong
	c.Status(fiber.StatusUnprocessableEntity)
	return s.Page(c, name, layout, view)
}

// FieldFaults returns the sentences of a refusal by field; nil for no error, or for another kind.
func FieldFaults(err error) map[string]string {
	if err == nil || fault.KindOf(err) != fault.Invalid {
		return nil
	}
	wrong := map[string]string{}
	var many fault.Many
	var one *fault.Error
	switch {
	case errors.As(err, &many):
		for _, e := range many {
			wrong[e.Field] = e.Message
		}
	case errors.As(err, &one):
		wrong[one.Field] = one.Message
	}
	return wrong
}

// fieldWrong is the error of a field; the empty message is none.
type fieldWrong struct{ Field, Message string }

// Dates reads the dates that are ticked in a form; nil if it was not sent.
func Dates(values [][]byte, sent bool) []civil.Date {
	if !sent {
		return nil
	}
	dates := []civil.Date{}
	for _, value := range values {
		if d, err := civil.Parse(string(value)); err == nil {
			dates = append(dates, d)
		}
	}
	return dates
}

// Week returns the week of an address, as 2026-W50 or as one of its days; the zero week for anything else.
func Week(text string) civil.Week {
	if d, err := civil.Parse(text); err == nil {
		return d.Week()
	}
	week, _ := civil.ParseWeek(text)
	return week
}

// invalid returns the attributes of a field that has an error, which names the sentence beside it; nothing otherwise.
func invalid(all map[string]string, field string) template.HTMLAttr {
	if all[field] == "" {
		return ""
	}
	return template.HTMLAttr(` aria-invalid="true" aria-describedby="e-` + template.HTMLEscapeString(field) +
		`"`) // #nosec G203 -- escaped
}
