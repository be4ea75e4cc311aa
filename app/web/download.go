package web

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/paper"
)

func yesNo(yes bool) string {
	if yes {
		return "oui"
	}
	return "non"
}

func sendCSV(c *fiber.Ctx, name string, s sheet) error {
	body, err := s.csv()
	if err != nil {
		return err
	}
	return download(c, "text/csv; charset=utf-8", name+".csv", body)
}

func sendXLSX(c *fiber.Ctx, name string, sheets ...sheet) error {
	body, err := workbook(sheets...)
	if err != nil {
		return err
	}
	return download(c, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx", body)
}

func sendPDF(c *fiber.Ctx, name string, d *paper.Doc) error {
	body, err := d.Bytes()
	if err != nil {
		return err
	}
	return download(c, "application/pdf", name+".pdf", body)
}

func download(c *fiber.Ctx, kind, name string, body []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(body)
}
