package site

import (
	"io"

	"github.com/gofiber/fiber/v2"
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
