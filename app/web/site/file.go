package site

import (
	"io"

	"github.com/gofiber/fiber/v2"

	"cartable/app/textfile"
)

// File returns a file of a form and its name; nothing when none was chosen. The maximum size of a body bounds it.
func File(c *fiber.Ctx, field string) (body []byte, name string, err error) {
	file, err := c.FormFile(field)
	if err != nil || file.Size == 0 {
		return nil, "", nil //nolint:nilerr // a form without the field has no file
	}
	opened, err := file.Open()
	if err != nil {
		return nil, "", err
	}
	defer opened.Close()
	body, err = io.ReadAll(opened)
	return body, file.Filename, err
}

// TextFile returns the text of a file of a form, or the sentence that refuses it; nothing when none was chosen.
func TextFile(c *fiber.Ctx, field string) (text, refused string, err error) {
	body, _, err := File(c, field)
	if err != nil || len(body) == 0 {
		return "", "", err
	}
	text, refused = textfile.Read(body)
	return text, refused, nil
}
