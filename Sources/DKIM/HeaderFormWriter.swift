import InternetMessage

/// Writes the canonical forms of header fields (RFC 6376, sections 3.4.1 and 3.4.2) one behind the other.
///
/// A form is never longer than its field and two octets, so that whoever gives the memory knows how much is needed.
@safe
struct HeaderFormWriter: ~Copyable {
    /// How many octets were written.
    private(set) var count = 0

    private let form: Canonicalization
    private let output: UnsafeMutablePointer<UInt8>

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - form: the canonical form.
    ///   - output: room for the octets of all fields and two more for each, which lives as long as this value.
    init(_ form: Canonicalization, into output: UnsafeMutablePointer<UInt8>) {
        self.form = form
        unsafe self.output = output
    }

    /// Writes a field with its final CRLF, which is added where the message ended before it.
    ///
    /// - Parameters:
    ///   - octets: the octets of the header.
    ///   - place: where the field stands in them.
    mutating func append(_ octets: Span<UInt8>, _ place: HeaderLayout.Place) {
        switch form {
        case .simple:
            write(octets.extracting(place.start..<place.end))
            if place.valueEnd == place.end { writeLineEnd() }
        case .relaxed:
            writeName(octets.extracting(place.start..<place.nameEnd))
            writeRelaxed(octets.extracting(place.valueStart..<place.valueEnd), behind: count)
            writeLineEnd()
        }
    }

    /// Writes a signature's field as it is hashed: without the value of `b=`, in its place nothing, and without the CRLF.
    mutating func appendSignature(_ field: HeaderField, without range: Range<Int>) {
        let value = field.value
        let before = value[..<(value.startIndex + range.lowerBound)]
        let behind = value[(value.startIndex + range.upperBound)...]
        switch form {
        case .simple:
            write(field.octets[field.octets.startIndex..<before.endIndex].span)
            write(behind.span)
        case .relaxed:
            writeName(field.nameOctets.span)
            let start = count
            let hasBlanks = writeRelaxed(before.span, behind: start)
            writeRelaxed(behind.span, behind: start, hasBlanks: hasBlanks)
        }
    }

    private mutating func writeName(_ name: Span<UInt8>) {
        for index in 0..<name.count { write(name[index].lowercasedLetter) }
        write(UInt8(ascii: ":"))
    }

    /// Writes a value with runs of blanks made one space, without the line ends of its folding and blanks at both ends.
    ///
    /// - Parameters:
    ///   - value: the value, or the next piece of it.
    ///   - start: where the value's form begins in the output.
    ///   - hasBlanks: whether blanks stood at the end of the piece before.
    /// - Returns: whether blanks stand at its end, which are not written.
    @discardableResult
    private mutating func writeRelaxed(
        _ value: Span<UInt8>, behind start: Int, hasBlanks hadBlanks: Bool = false
    ) -> Bool {
        var hasBlanks = hadBlanks
        unsafe value.withUnsafeBufferPointer { octets in
            var next = unsafe output + count
            let first = unsafe output + start
            var index = 0
            while index < octets.count {
                let octet = unsafe octets[index]
                index &+= 1
                if octet <= UInt8(ascii: " ") {
                    if octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") {
                        hasBlanks = true
                        continue
                    }
                    if octet == UInt8(ascii: "\r"), index < octets.count, unsafe octets[index] == UInt8(ascii: "\n") {
                        index &+= 1
                        continue
                    }
                }
                if hasBlanks {
                    hasBlanks = false
                    if unsafe next > first {
                        unsafe next.pointee = UInt8(ascii: " ")
                        unsafe next += 1
                    }
                }
                unsafe next.pointee = octet
                unsafe next += 1
            }
            count = unsafe next - output
        }
        return hasBlanks
    }

    private mutating func write(_ octet: UInt8) {
        unsafe output[count] = octet
        count &+= 1
    }

    private mutating func write(_ octets: Span<UInt8>) {
        unsafe octets.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe (output + count).update(from: start, count: source.count)
        }
        count &+= octets.count
    }

    private mutating func writeLineEnd() {
        write(UInt8(ascii: "\r"))
        write(UInt8(ascii: "\n"))
    }
}
