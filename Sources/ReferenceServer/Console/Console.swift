import Foundation

/// Output for people and programs: facts to standard output, everything else to standard error.
enum Console {
    /// Prints a line of facts.
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Prints a line about what goes on or went wrong.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Prints octets as they are.
    static func write(_ octets: [UInt8]) {
        try? FileHandle.standardOutput.write(contentsOf: Data(octets))
    }

    /// Prints a value as JSON, indented, its keys in order.
    static func printJSON(_ value: some Encodable) throws(CommandFailure) { print(try json(value)) }

    /// A value as JSON, indented, its keys in order.
    ///
    /// - Parameter value: the value.
    /// - Throws: `CommandFailure` when it cannot be written so.
    static func json(_ value: some Encodable) throws(CommandFailure) -> String {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
        } catch {
            throw .operational("the answer cannot be written as JSON: \(error)")
        }
    }

    /// Text without characters that do something, so that what a stranger sent can neither move the cursor nor turn
    /// what stands around it; each becomes a question mark.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isActive($0) ? "?" : $0 }))
    }

    /// JSON in which characters that do something are escapes: the encoder leaves most of them as they are.
    ///
    /// They stand in strings alone, except for the line ends between values.
    private static func escaped(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: { $0 != "\n" && isActive($0) }) else { return json }
        var result = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            if scalar != "\n", isActive(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result.append(
                    contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether a character is a control character, ends a line or a paragraph, or sets the direction of writing.
    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...31, 127...159, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Writes at once and whole; an output that nobody reads any more is no error.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { buffer in
            var rest = UnsafeRawBufferPointer(buffer)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }
}
