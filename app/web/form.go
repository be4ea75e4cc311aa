package web

import "github.com/valyala/fasthttp"

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
	if err != nil || len(form.Value[key]) == 0 {
		return nil
	}
	return []byte(form.Value[key][0])
}
