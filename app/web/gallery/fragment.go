package gallery

import (
	"bytes"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// showFragment shows a fragment, which is no page, as text.
func (s *Pages) showFragment(c *fiber.Ctx, sample site.Sample) error {
	var text bytes.Buffer
	if err := sample.Write(s.Render, &text); err != nil {
		return err
	}
	view := site.SampleFragment{
		Title: sample.Title, Template: sample.Template, HTML: strings.ReplaceAll(text.String(), "><", ">\n<"),
	}
	return s.Page(c, "gallery/fragment", site.Layout{Title: sample.Title}, view)
}
