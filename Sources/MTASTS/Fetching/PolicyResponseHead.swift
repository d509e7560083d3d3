internal import NIOHTTP1

/// The head of an answer, and whether what follows may be a policy.
struct PolicyResponseHead {
    /// The status code.
    let status: Int
    /// The header fields.
    let headers: HTTPHeaders

    /// What is wrong with the answer, in the words of a failed fetch, or nil when its body is to be read.
    ///
    /// The media type must be `text/plain`; parameters do not matter. RFC 8461, section 3.2, says that it should be
    /// checked, so that nobody publishes a policy who may merely upload pages and pictures to somebody's server.
    ///
    /// - Parameter maximumLength: the longest body in octets.
    func fault(maximumLength: Int) -> (kind: PolicyFetchFailure.Kind, detail: String)? {
        switch status {
        case 200: break
        case 300...399:
            let target = headers.first(name: "location").map { " to \($0)" } ?? ""
            return (.redirect, "\(status)\(target)")
        default: return (.status(status), "")
        }
        let types = headers["content-type"]
        guard types.count == 1, let type = types.first, Self.isPlainText(type) else {
            return (.contentType(PlainText.cleaned(types.joined(separator: ", "))), "")
        }
        if let text = headers.first(name: "content-length"), let length = Int(text), length > maximumLength {
            return (.tooLong, "\(length) octets are announced, and \(maximumLength) are read")
        }
        return nil
    }

    /// The coding that the body came in, or nil when it is plain.
    var contentCoding: String? {
        let codings = headers["content-encoding"].filter { !$0.isEmpty && $0.lowercased() != "identity" }
        return codings.isEmpty ? nil : codings.joined(separator: ", ")
    }

    private static func isPlainText(_ field: String) -> Bool {
        let type = field.utf8.prefix { $0 != UInt8(ascii: ";") }
        let isBlank = { (octet: UInt8) in octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }
        let trimmed = type.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return String(decoding: Array(trimmed), as: UTF8.self).lowercased() == "text/plain"
    }
}
