package site

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/paper"
)

func YesNo(yes bool) string {
	if yes {
		return "oui"
	}
	return "non"
}

func SendCSV(c *fiber.Ctx, name string, s Spreadsheet) error {
	body, err := s.csv()
	if err != nil {
		return err
	}
	return Download(c, "text/csv; charset=utf-8", name+".csv", body)
}

func SendXLSX(c *fiber.Ctx, name string, spreadsheets ...Spreadsheet) error {
	body, err := workbook(spreadsheets...)
	if err != nil {
		return err
	}
	return Download(c, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx", body)
}

func SendPDF(c *fiber.Ctx, name string, d *paper.Doc) error {
	body, err := d.Bytes()
	if err != nil {
		return err
	}
	return Download(c, "application/pdf", name+".pdf", body)
}

func Download(c *fiber.Ctx, kind, name string, body []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(body)
}
