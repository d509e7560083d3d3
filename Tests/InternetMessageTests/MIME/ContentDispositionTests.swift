import InternetMessage
import Testing

/// Content-Disposition.
struct ContentDispositionTests {
    @Test(
        "kind and file name are read",
        arguments: [
            ("inline", .inline, nil), (" Attachment; filename=a.pdf", .attachment, "a.pdf"),
            ("attachment; filename=\"a b.pdf\"", .attachment, "a b.pdf"),
            ("attachment; filename=a.txt; filename*=utf-8''%C3%A9.txt", .attachment, "é.txt"),
            ("attachment; filename*0=\"a\"; filename*1=\"b.txt\"", .attachment, "ab.txt"),
            ("attachment; filename=\"=?utf-8?B?w6k=?=.txt\"", .attachment, "é.txt"),
            ("form-data; name=x", .other("form-data"), nil),
            ("attachment;filename=\"../../etc/x\"", .attachment, "../../etc/x"),
            ("attachment; filename=\"a\\\r\n b\"", .attachment, "a b"),
        ] as [(String, ContentDisposition.Kind, String?)])
    func reading(text: String, kind: ContentDisposition.Kind, fileName: String?) throws {
        let disposition = try #require(ContentDisposition(parsing: Array(text.utf8)[...]))
        #expect(disposition.kind == kind)
        #expect(disposition.fileName == fileName)
    }

    @Test("without a kind there is nothing", arguments: ["", " ", "; filename=a", "\"inline\"", "(inline)"])
    func nothing(text: String) {
        #expect(ContentDisposition(parsing: Array(text.utf8)[...]) == nil)
    }
}
