/// Text that somebody else wrote, made fit for one line of a reply, a log or a header field.
enum ForeignText {
    /// The text in printable ASCII: what controls anything, and every run of blanks, becomes one space; what is not
    /// ASCII becomes a question mark; blanks at both ends are dropped.
    ///
    /// - Parameters:
    ///   - octets: the text, in UTF-8 or whatever it is.
    ///   - limit: the most octets; the rest is left out.
    static func line(_ octets: some Sequence<UInt8>, limit: Int) -> String {
        var line: [UInt8] = []
        var isBlank = false
        for octet in octets {
            switch octet {
            case 0...32, 127:
                isBlank = !line.isEmpty
                continue
            // What continues a character has its question mark already.
            case 0x80...0xBF where line.last == UInt8(ascii: "?") && !isBlank: continue
            default: break
            }
            guard line.count + (isBlank ? 2 : 1) <= limit else { break }
            if isBlank { line.append(UInt8(ascii: " ")) }
            isBlank = false
            line.append(octet < 128 ? octet : UInt8(ascii: "?"))
        }
        return String(decoding: line, as: UTF8.self)
    }
}
