package simulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

var faultNames = []string{"FonctionnelleErreur", "TechDysfonctionnementErreur", "TechIndisponibiliteErreur",
	"TechProtocolaireErreur"}

// wsdl returns the description of the service at an address: document/literal wrapped, four faults for each operation.
func wsdl(location string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/" `+
		`xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" `+
		`xmlns:tns="%[1]s" targetNamespace="%[1]s" name="PaiementSecuriseService"><types><schema `+
		`xmlns="http://www.w3.org/2001/XMLSchema"><import namespace="%[1]s" `+
		`schemaLocation="%[2]s?xsd=1"/></schema></types>`,
		serviceNS, escaped(location))
	names := slices.Sorted(maps.Keys(operations))
	message := func(name string) {
		fmt.Fprintf(&b, `<message name="%[1]s"><part name="parameters" element="tns:%[1]s"/></message>`, name)
	}
	for _, name := range names {
		message(name)
		message(name + "Response")
	}
	for _, name := range faultNames {
		message(name)
	}
	b.WriteString(`<portType name="PaiementSecuriseService">`)
	for _, name := range names {
		fmt.Fprintf(&b, `<operation name="%[1]s"><input message="tns:%[1]s"/><output message="tns:%[1]sResponse"/>`,
			name)
		for _, fault := range faultNames {
			fmt.Fprintf(&b, `<fault message="tns:%[1]s" name="%[1]s"/>`, fault)
		}
		b.WriteString(`</operation>`)
	}
	b.WriteString(`</portType><binding name="PaiementSecuriseServicePortBinding" ` +
		`type="tns:PaiementSecuriseService"><soap:binding transport="http://schemas.xmlsoap.org/soap/http" ` +
		`style="document"/>`)
	for _, name := range names {
		fmt.Fprintf(&b, `<operation name="%s"><soap:operation soapAction=""/><input><soap:body `+
			`use="literal"/></input><output><soap:body use="literal"/></output></operation>`, name)
	}
	fmt.Fprintf(&b, `</binding><service name="PaiementSecuriseService"><port name="PaiementSecuriseServicePort" `+
		`binding="tns:PaiementSecuriseServicePortBinding"><soap:address location="%s"/></port></service></definitions>`,
		escaped(location))
	return b.String()
}

// xsd returns the schema of all messages. Only the wrappers are qualified.
func xsd() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><schema xmlns="http://www.w3.org/2001/XMLSchema" `+
		`targetNamespace="%s">`, serviceNS)
	element := func(wrapper, inner string, fields []string) {
		fmt.Fprintf(&b, `<element name="%s"><complexType><sequence><element name="%s" `+
			`minOccurs="0"><complexType><sequence>`, wrapper, inner)
		for _, f := range fields {
			fmt.Fprintf(&b, `<element name="%s" type="string" minOccurs="0"/>`, f)
		}
		b.WriteString(`</sequence></complexType></element></sequence></complexType></element>`)
	}
	for _, name := range slices.Sorted(maps.Keys(operations)) {
		element(name, "arg0", operations[name].ask)
		element(name+"Response", "return", operations[name].answer)
	}
	for _, name := range faultNames {
		fmt.Fprintf(&b, `<element name="%s"><complexType><sequence>`, name)
		for _, f := range []string{"code", "descriptif", "libelle", "message"} {
			fmt.Fprintf(&b, `<element name="%s" type="string" minOccurs="0"/>`, f)
		}
		b.WriteString(`<element name="severite" type="int"/></sequence></complexType></element>`)
	}
	b.WriteString(`</schema>`)
	return b.String()
}
