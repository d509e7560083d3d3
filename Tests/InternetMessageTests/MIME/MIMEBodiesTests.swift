import InternetMessage
import Testing

@Suite("The choice of bodies")
struct MIMEBodiesTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var message: [UInt8]
        var text: [Int]
        var html: [Int]
        var attachments: [Int] = []
        var testDescription: String { name }
    }

    @Test("readers of plain text and of HTML are shown what is for them", arguments: cases)
    func choice(_ sample: Case) throws {
        let structure = try MIMEStructure(parsing: sample.message)
        #expect(structure.textBody == sample.text)
        #expect(structure.htmlBody == sample.html)
        #expect(structure.attachments == sample.attachments)
    }

    /// A multipart whose parts have these types and no bodies.
    private static func multipart(_ subtype: String, _ types: String...) -> [UInt8] {
        let parts = types.map { "--b\r\nContent-Type: \($0)\r\n\r\n\r\n" }
        return Array("Content-Type: multipart/\(subtype); boundary=b\r\n\r\n\(parts.joined())--b--\r\n".utf8)
    }

    static let cases: [Case] = [
        Case(name: "plain text", message: MIMESamples.message("A: 1", "", "1"), text: [0], html: [0]),
        Case(
            name: "HTML alone", message: MIMESamples.message("Content-Type: text/html", "", "1"), text: [0], html: [0]),
        Case(
            name: "a picture alone", message: MIMESamples.message("Content-Type: image/png", "", "1"), text: [0],
            html: [0]),
        Case(
            name: "a file alone", message: MIMESamples.message("Content-Type: application/pdf", "", "1"), text: [],
            html: [], attachments: [0]),
        Case(
            name: "a text that is an attachment",
            message: MIMESamples.message("Content-Disposition: attachment", "", "1"), text: [], html: [],
            attachments: [0]),
        Case(
            name: "a text whose disposition is not known",
            message: MIMESamples.message("Content-Disposition: foo", "", "1"), text: [], html: [], attachments: [0]),
        Case(
            name: "a first text with a file name, and a later picture with one",
            message: multipart("mixed", "text/plain; name=a.txt", "image/png; name=a.png", "text/html; name=a.html"),
            text: [1, 2], html: [1, 2], attachments: [3]),
        Case(
            name: "a calendar and a picture that is the first of an alternative",
            message: multipart("alternative", "image/png", "text/plain", "text/calendar"), text: [2], html: [2],
            attachments: [1, 3]),
        Case(
            name: "an alternative", message: multipart("alternative", "text/plain", "text/html", "text/calendar"),
            text: [1], html: [2], attachments: [3]),
        Case(name: "an alternative of one", message: multipart("alternative", "text/html"), text: [1], html: [1]),
        Case(
            name: "HTML and what belongs to it", message: multipart("related", "text/html", "image/png", "text/plain"),
            text: [1], html: [1], attachments: [2, 3]),
        Case(
            name: "text, pictures and files",
            message: multipart(
                "mixed", "text/plain", "image/png", "text/plain; name=a.txt", "application/pdf", "text/plain"),
            text: [1, 2, 5], html: [1, 2, 5], attachments: [3, 4]),
        Case(
            name: "a multipart without parts", message: MIMESamples.multipart("mixed", "text"), text: [], html: [],
            attachments: [0]),
        Case(
            name: "a message", message: MIMESamples.message("Content-Type: message/rfc822", "", "A: 1", "", "1"),
            text: [], html: [], attachments: [0]),
        Case(
            name: "a related in an alternative",
            message: MIMESamples.multipart(
                "alternative", "--b", "", "1", "--b", "Content-Type: multipart/related; boundary=c", "", "--c",
                "Content-Type: text/html", "", "2", "--c", "Content-Type: image/png", "", "3", "--c--", "--b--"),
            text: [1], html: [3], attachments: [4]),
        Case(
            name: "a mixed in an alternative, whose picture is for plain text only",
            message: MIMESamples.multipart(
                "alternative", "--b", "Content-Type: multipart/mixed; boundary=c", "", "--c", "", "1", "--c",
                "Content-Type: image/png", "", "2", "--c--", "--b", "Content-Type: text/html", "", "3", "--b--"),
            text: [2, 3], html: [4], attachments: [3]),
        Case(
            name: "a mixed in an alternative, which has both",
            message: MIMESamples.multipart(
                "alternative", "--b", "Content-Type: multipart/mixed; boundary=c", "", "--c", "", "1", "--c",
                "Content-Type: text/html", "", "2", "--c--", "--b--"),
            text: [2], html: [2], attachments: [3]),
    ]

    @Test("a message inside has bodies of its own")
    func messageInside() throws {
        let message = MIMESamples.multipart(
            "mixed", "--b", "", "1", "--b", "Content-Type: message/rfc822", "", "A: 1", "", "2", "--b--")
        let structure = try MIMEStructure(parsing: message)
        #expect(structure.bodies == structure.bodies(under: 0))
        #expect(structure.attachments == [2])
        #expect(structure.bodies(under: 3).text == [3])
        for index in [-1, 4] {
            let bodies = structure.bodies(under: index)
            #expect(bodies.text.isEmpty && bodies.html.isEmpty && bodies.attachments.isEmpty)
        }
    }
}
