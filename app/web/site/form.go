package site

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
)

// formValue is what c.FormValue answers: a field of a form comes from its body alone. fasthttp would look at the address first, so
// that a link could speak for a form, and its token would stand in logs and histories. Who reads an address says c.Query.
//
// It comes without what does not show and was copied along; a secret comes as it was typed. How long a text may be is said
// where it is stored, with a sentence.
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

// legible tells whether what was sent is text. PostgreSQL stores no other, and nobody types it.
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

// twoLengths tells whether a message says its length twice, in chunks and as a number: a proxy in front may have believed the other one, and
// what stands behind is then somebody else's request.
func twoLengths(c *fiber.Ctx) bool {
	lower := bytes.ToLower(c.Request().Header.RawHeaders())
	return bytes.Contains(lower, []byte("transfer-encoding:")) && bytes.Contains(lower, []byte("content-length:"))
}

// fieldOf is the form field that a refusal is about.
func FieldOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Field
	}
	return ""
}

// day reads the date of a staff page; 0 is today.
func Day(c *fiber.Ctx) civil.Date {
	d, _ := civil.Parse(c.Query("jour"))
	return d
}

func Number(c *fiber.Ctx, name string) int {
	n, _ := strconv.ParseInt(c.Query(name), 10, 32) // of 32 bits: as many pages can be counted in rows
	return int(n)
}

func FormID(c *fiber.Ctx, name string) int64 {
	id, _ := strconv.ParseInt(c.FormValue(name), 10, 64)
	return id
}

// again shows a form with what is wrong in it; nothing typed is lost.
func (s *Server) Again(c *fiber.Ctx, name string, layout Layout, wrong map[string]string, view any) error {
	layout.FieldErrors = wrong
	c.Status(fiber.StatusUnprocessableEntity)
	return s.Page(c, name, layout, view)
}

// fieldFaults are the sentences of a refusal by field; nil when it is none, or of another kind.
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

// fieldWrong is what is wrong at a field; an empty message is nothing.
type fieldWrong struct{ Field, Message string }
