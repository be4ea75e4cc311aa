package booking

// Channel is how a family asked staff to book for it. Its text is stored.
type Channel string

// The channels.
const (
	ByPhone   Channel = "phone"
	AtCounter Channel = "counter"
	ByMail    Channel = "email"
	ByPost    Channel = "post"
)

// Channels are all of them, in the order of a form.
var Channels = []Channel{ByPhone, AtCounter, ByMail, ByPost}

var channelWords = map[Channel][2]string{ByPhone: {"Téléphone", "au téléphone"}, AtCounter: {"Guichet", "au guichet"},
	ByMail: {"Courriel", "par courriel"}, ByPost: {"Courrier", "par courrier"}}

// Known reports whether a text is a channel.
func (c Channel) Known() bool { return channelWords[c][0] != "" }

// Label returns the channel for a form: "Téléphone".
func (c Channel) Label() string { return channelWords[c][0] }

// Words returns the channel within a sentence: "au téléphone".
func (c Channel) Words() string { return channelWords[c][1] }
