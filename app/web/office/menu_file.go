package office

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/menu"
	"cartable/app/office"
	"cartable/app/web/site"
)

// menuFileView is the page that accepts a file of menus, with its text.
type menuFileView struct {
	Text     string
	Replace  bool
	Troubles []menu.Trouble
	Done     *office.LoadedMenus // of a file that was read
}

// Columns are those of a file.
func (v menuFileView) Columns() string { return strings.Join(menu.Columns, ";") }

// URL is the address of the page; Back is that of the menus.
func (v menuFileView) URL() string  { return menusPath + "/fichier" }
func (v menuFileView) Back() string { return menusPath }

// Week is the address of the first week that changed.
func (v menuFileView) Week() string { return menusView{}.At(v.Done.First) }

// Changed reports whether any day changed.
func (v menuFileView) Changed() bool { return v.Done.Written+v.Done.Replaced > 0 }

// Law are the allergens that a file may name.
func (v menuFileView) Law() string {
	var words []string
	for _, a := range menu.Law {
		words = append(words, strings.ToLower(a.Word))
	}
	return strings.Join(words, ", ")
}

// MenuFilePage asks for a file of menus.
func (s *Pages) MenuFilePage(c *fiber.Ctx) error { return s.showMenuFile(c, menuFileView{}, nil) }

func (s *Pages) showMenuFile(c *fiber.Ctx, view menuFileView, wrong map[string]string) error {
	layout := s.StaffLayout(c, "Fichier de menus", "kitchen")
	if wrong != nil || view.Troubles != nil {
		return s.Again(c, "office/menu-file", layout, wrong, view)
	}
	return s.Page(c, "office/menu-file", layout, view)
}

// ReadMenuFile stores the menus of a file, or of a text that was pasted.
func (s *Pages) ReadMenuFile(c *fiber.Ctx) error {
	view := menuFileView{Text: c.FormValue("collage"), Replace: c.FormValue("remplacer") == "oui"}
	content, refused, err := site.TextFile(c, "fichier")
	if err != nil {
		return err
	}
	if refused != "" {
		return s.showMenuFile(c, view, map[string]string{"fichier": refused})
	}
	view.Text = cmp.Or(content, view.Text)
	if strings.TrimSpace(view.Text) == "" {
		return s.showMenuFile(c, view, map[string]string{"fichier": "Choisissez un fichier, ou collez son contenu."})
	}
	done, troubles, err := s.Office.LoadMenus(c.UserContext(), site.Actor(c), view.Text, view.Replace)
	if err != nil {
		return err
	}
	if view.Troubles = troubles; len(troubles) > 0 {
		return s.showMenuFile(c, view, nil)
	}
	return s.showMenuFile(c, menuFileView{Done: &done}, nil)
}
