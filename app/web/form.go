package web

import (
	"bytes"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// formValue is what c.FormValue answers: a field of a form comes from its body alone. fasthttp would look at the address first, so
// that a link could speak for a form, and its token would stand in logs and histories. Who reads an address says c.Query.
func formValue(ctx *fasthttp.RequestCtx, key string) []byte {
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
	if c.Method() == post {
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
