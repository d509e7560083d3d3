import Testing

@testable import InternetMessage

/// The parameters of MIME fields.
struct MIMEParametersTests {
    static func parameters(_ text: String) -> MIMEParameters { MIMEParameters(parsing: Array(text.utf8)[...]) }

    @Test(
        "plain and quoted values are read",
        arguments: [
            ("; a=b", "b"), (";A = b", "b"), ("; a=\"b c\"", "b c"), ("; a=\"b\\\"c\\\\\"", "b\"c\\"), ("; a=\"\"", ""),
            ("; a=\"b\r\n c\"", "b c"), (";\r\n\ta=b\r\n", "b"), ("; (x) a (x) = (x) b (x)", "b"), ("; a=b; a=c", "b"),
            ("; a=b=c", "b=c"), ("; a=é", "é"), ("; a=\"=?utf-8?Q?=C3=A9?=\"", "é"), ("; a==?utf-8?Q?=C3=A9?=", "é"),
            ("; x=\"; a=c\"; a=b", "b"), ("; \"; a=c\"; a=b", "b"), ("; (; a=c) a=b", "b"),
            ("; a=\"b\u{0}\u{7}c\"", "b  c"),
        ])
    func plain(text: String, value: String) {
        #expect(Self.parameters(text)["a"] == value)
        #expect(Self.parameters(text)["A"] == value)
    }

    @Test(
        "broken parameters are put up with",
        arguments: [
            (" a=b", "b"), ("x a=b", "b"), ("; x=y a=b", "b"), (";;; =;; a=b", "b"), ("; a=\"b; c=d", "b; c=d"),
            ("; a=\"b\" c; d=e", "b"), ("; x; a=b", "b"), ("; =\"y\"; a=b", "b"), ("; a=b\"c", "b\"c"),
            ("; x==y; a=b", "b"),
        ])
    func broken(text: String, value: String) {
        #expect(Self.parameters(text)["a"] == value)
    }

    @Test(
        "a file name without quotes keeps its blanks and brackets",
        arguments: [
            ("; filename=my file (1).pdf", "my file (1).pdf"), ("; filename=my file ; size=1", "my file"),
            ("; filename=my file size=1", "my file"), ("; filename=a\r\n b.pdf", "a b.pdf"),
            ("; filename==?utf-8?Q?=C3=A9?= =?utf-8?Q?=C3=A9?=.pdf", "éé.pdf"),
        ])
    func fileNames(text: String, value: String) {
        #expect(Self.parameters(text)["filename"] == value)
    }

    @Test("other values end at a blank")
    func blanks() {
        #expect(Self.parameters("; charset=utf-8 boundary")["charset"] == "utf-8")
        #expect(Self.parameters("; boundary=a b")["boundary"] == "a")
    }

    @Test(
        "values with a character set and values in sections are put together",
        arguments: [
            ("; a*=utf-8''%C3%A9", "é"), ("; a*=utf-8'fr'%c3%a9%", "é%"), ("; a*=iso-8859-1''%E9", "é"),
            ("; a*=\"utf-8''%C3%A9\"", "é"), ("; a*=''%C3%A9", "é"), ("; a*=%C3%A9", "é"), ("; a*=''%E9", "é"),
            ("; a*0=b; a*1=c", "bc"), ("; a*1=c; a*0=b", "bc"), ("; a*0*=utf-8''%C3; a*1*=%A9; a*2=\" %41\"", "é %41"),
            ("; a*0=b; a*2=d", "b"), ("; a*0=b; a*0=c", "b"), ("; a*00=b; a*01=c", "bc"),
            ("; a*0=\"=?utf-8?Q?=C3\"; a*1=\"=A9?=\"", "é"),
            ("; a=b; a*=utf-8''c", "c"), ("; a=b; a*0=c", "c"), ("; a*0=b; a*=utf-8''c", "c"),
            ("; a=b; a*=unheard-of''c", "b"), ("; a*=unheard-of''c%41", "cA"), ("; a*1=b; a=c", "c"),
            ("; a=b; a*x=c; a**=d; a*-1=e; a*0**=f; a*99999999999999999999=g; *=h; *0=i", "b"),
            ("; a*=utf-8''b%0D%0Ac", "b  c"),
        ])
    func extended(text: String, value: String) {
        #expect(Self.parameters(text)["a"] == value)
    }

    @Test("sections without the first are nothing")
    func lackingFirst() {
        let parameters = Self.parameters("; a*1=b; c=d")
        #expect(parameters["a"] == nil)
        #expect(parameters.names == ["c"])
    }

    @Test("names are in order and lower case")
    func names() {
        #expect(Self.parameters("; B=1; a*0=2; c*=x; b=3; a*1=4").names == ["b", "a", "c"])
        #expect(MIMEParameters().isEmpty)
    }

    @Test("no more is read than the limits allow")
    func limits() {
        let many = (0..<1_000).map { "; a\($0)=b" }.joined()
        #expect(Self.parameters(many).names.count == MIMEParameters.maximumCount)
        let sections = (0..<5_000).map { "; a*\($0)=b" }.joined()
        #expect(Self.parameters(sections)["a"]?.count == MIMEParameters.maximumSectionCount)
    }

    @Test(
        "hostile values take time in proportion to them",
        arguments: [
            ";", "; a=\"", "; a*0=", "(", "; filename=a b c ", "; a=b", "\"", "=", "\\", " ", "; filename=(", "a ", "é",
            "; filename= x\r\n ", "; a*=gbk''%41", "; filename==?utf-8?q?a",
        ])
    func hostile(piece: String) {
        let text = String(repeating: piece, count: 100_000 / piece.utf8.count)
        #expect(ContinuousClock().measure { _ = Self.parameters(text) } < .seconds(10))
        let name = "; filename=" + text
        #expect(ContinuousClock().measure { _ = Self.parameters(name) } < .seconds(10))
    }

    static func written(_ name: String, _ value: String) -> String {
        var folder = HeaderLineFolder(name: "X")
        folder.append("y".utf8)
        MIMEParameters.append(name: name, value: value, to: &folder)
        return String(decoding: folder.finish(), as: UTF8.self)
    }

    @Test(
        "a value is written plain, quoted or percent-encoded",
        arguments: [
            ("a", "b", "X: y; a=b\r\n"), ("a", "b c", "X: y; a=\"b c\"\r\n"), ("a", "", "X: y; a=\"\"\r\n"),
            ("a", #"b"\"#, #"X: y; a="b\"\\""# + "\r\n"), ("a", "é'*% b", "X: y; a*=utf-8''%C3%A9%27%2A%25%20b\r\n"),
            ("a", "=?utf-8?Q?b?=", "X: y; a*=utf-8''%3D%3Futf-8%3FQ%3Fb%3F%3D\r\n"),
            ("a", "b\r\nc", "X: y; a=\"b  c\"\r\n"),
            ("a;\r\n*b", "c", "X: y; ab=c\r\n"), ("\r\n", "c", "X: y\r\n"),
        ])
    func writing(name: String, value: String, field: String) {
        #expect(Self.written(name, value) == field)
    }

    @Test("what is written is read back, in lines of at most 77 octets")
    func roundTrip() throws {
        for text in EncodedWordsEncodingTests.texts(2_000, seed: 5) {
            let written = Self.written("filename", text)
            let field = try HeaderField(parsing: Array(written.utf8))
            #expect(field.octets.allSatisfy { $0 < 128 })
            for line in HeaderFoldingTests.lines(field.octets) { #expect(line.utf8.count <= 77) }
            let read = ContentDisposition(parsing: field.value)?.fileName
            #expect(Array(read?.utf8 ?? "".utf8) == Array(text.utf8), "\(written)")
        }
    }
}
