package settings

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// The bounds of a logo. What is sent is decoded, drawn at the size that the pages show, and encoded again: nothing of
// the file itself is kept, so that nothing in it can run, and a family's first page stays light.
const (
	mostSent     = 100 << 10 // bytes of the file
	mostKept     = 12 << 10  // bytes of what a page loads
	mostPixels   = 4000      // width, and height, of the file
	logoHeight   = 96        // of what is kept: twice that of the header
	longestLogo  = 3         // width: times the height
	flatQuality  = 85        // of JPEG
	roughQuality = 65
)

// Look is how the pages of a structure look.
type Look struct {
	Accent string // "#0b5394"; empty = the portal's
	Logo   string // hash; empty = none
}

// Look returns the logo and the colour of the structure.
func (o *Settings) Look(ctx context.Context, d desk.Actor) (Look, error) {
	n, err := o.General(ctx, d)
	return Look{n.Accent, n.Logo}, err
}

// LogoByHash returns an image as it is served, to anybody; NotFound if there is none.
func (o *Settings) LogoByHash(ctx context.Context, hash string) (kind string, body []byte, err error) {
	l, found, err := o.DB.Read().LogoByHash(ctx, hash)
	if err == nil && !found {
		err = fault.NotFoundf("Cette image n'existe pas.")
	}
	return l.Kind, l.Body, err
}

// LookChange is the form of the appearance, as sent.
type LookChange struct {
	Accent string // empty: the portal's
	File   []byte // a new logo; empty: none was chosen
	Drop   bool   // remove the logo
	Reason string
}

// SetLook sets the colour and the logo, for a reason. shown is what the form showed. The fault is a fault.Many by field
// (accent, logo, motif), or a *Moved if somebody else changed them meanwhile.
func (o *Settings) SetLook(ctx context.Context, d desk.Actor, shown map[string]string, change LookChange) error {
	var wrong fault.Many
	reason, err := journal.Reason(change.Reason)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	logo := db.Logo{StructureID: d.StructureID}
	if len(change.File) > 0 {
		if logo.Kind, logo.Body, err = drawLogo(change.File); err != nil {
			wrong.Addf("logo", "%s", fault.Message(err))
		}
		sum := sha256.Sum256(logo.Body)
		logo.Hash = hex.EncodeToString(sum[:16])
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		was := t.All(town.NounStructure)[0].(town.StructureEntry)
		if err := moved(was, shown); err != nil {
			return err
		}
		is := was
		is.Accent = change.Accent
		switch {
		case change.Drop:
			is.Logo = ""
		case logo.Hash != "":
			is.Logo = logo.Hash
		}
		all := wrong
		for _, one := range t.Check(is).On("accent") {
			all.Addf("accent", "%s", one.Sentence())
		}
		if err := all.Err(); err != nil {
			return err
		}
		if is.Logo != was.Logo && is.Logo != "" {
			if err := q.AddLogo(ctx, logo); err != nil {
				return err
			}
		}
		return o.Change(ctx, t, d, town.Changes{{Before: was, After: is}}, reason)
	})
}

// drawLogo decodes an image and encodes it again at the size that the pages show: PNG if that is light enough, else
// JPEG on white. Its faults are about what was sent.
func drawLogo(sent []byte) (kind string, body []byte, err error) {
	if len(sent) > mostSent {
		return "", nil, fault.Invalidf("logo", "Cette image pèse %d Ko, il en faut 100 au plus. Enregistrez-la en "+
			"plus "+
			"petit.", len(sent)>>10)
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(sent))
	if err != nil || format != "png" && format != "jpeg" {
		return "", nil, fault.Invalidf("logo", "Ce fichier n'est pas une image PNG ou JPEG. Choisissez-en une.")
	}
	if size.Width > mostPixels || size.Height > mostPixels {
		return "", nil, fault.Invalidf("logo", "Cette image est trop grande\u00a0: %d pixels de côté au "+
			"plus.", mostPixels)
	}
	whole, _, err := image.Decode(bytes.NewReader(sent))
	if err != nil {
		return "", nil, fault.Invalidf("logo", "Cette image est abîmée. Enregistrez-la de nouveau, en PNG ou en JPEG.")
	}
	small := shrunk(whole)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, small); err != nil {
		return "", nil, err
	}
	if b.Len() <= mostKept {
		return "image/png", b.Bytes(), nil
	}
	flat := image.NewRGBA(small.Bounds())
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), small, image.Point{}, draw.Over)
	for _, quality := range []int{flatQuality, roughQuality} {
		b.Reset()
		if err := jpeg.Encode(&b, flat, &jpeg.Options{Quality: quality}); err != nil {
			return "", nil, err
		}
		if b.Len() <= mostKept {
			return "image/jpeg", b.Bytes(), nil
		}
	}
	return "", nil, fault.Invalidf("logo", "Cette image a trop de détails pour un logo. Choisissez un dessin plus "+
		"simple.")
}

// shrunk draws an image in the bounds of a logo, each pixel the mean of those that it stands for. A smaller image stays
// as it is.
func shrunk(from image.Image) *image.NRGBA {
	in := from.Bounds()
	w, h := in.Dx(), in.Dy()
	if h > logoHeight {
		w, h = max(1, w*logoHeight/h), logoHeight
	}
	if most := logoHeight * longestLogo; w > most {
		w, h = most, max(1, h*most/w)
	}
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			to.Set(x, y, mean(from, image.Rect(in.Min.X+x*in.Dx()/w, in.Min.Y+y*in.Dy()/h,
				in.Min.X+(x+1)*in.Dx()/w, in.Min.Y+(y+1)*in.Dy()/h)))
		}
	}
	return to
}

func mean(from image.Image, part image.Rectangle) color.Color {
	var r, g, b, a, n uint64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pr, pg, pb, pa := from.At(x, y).RGBA()
			r, g, b, a, n = r+uint64(pr), g+uint64(pg), b+uint64(pb), a+uint64(pa), n+1
		}
	}
	n = max(1, n)
	// #nosec G115 -- a mean of 16-bit values
	return color.RGBA64{uint16(r / n), uint16(g / n), uint16(b / n), uint16(a / n)}
}
