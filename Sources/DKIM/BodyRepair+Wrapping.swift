extension BodyRepair {
    /// Lines that were broken, by their length or at blanks.
    static let wrapping = [
        // As sendmail does: an exclamation mark, a line end, a blank.
        BodyRepair(.longLinesBroken) { body in
            body.joiningLines { line, next in
                guard line.count >= shortestBrokenLine, line.last == UInt8(ascii: "!"), next.first == space else {
                    return nil
                }
                return (line.dropLast(), [], next.dropFirst())
            }
        },
        BodyRepair(.longLinesBroken) { joiningLongest($0, dropsBlank: false) },
        BodyRepair(.longLinesBroken) { joiningLongest($0, dropsBlank: true) },
        // As format=flowed has it (RFC 3676, section 4.1): a line that ends with a space goes on in the next.
        BodyRepair(.textWrapped) { body in
            body.joiningLines { line, next in
                line.last == space && !line.elementsEqual(delimiter) ? (line, [], next) : nil
            }
        },
        // At the width of the longest line: where the first word of the next line had no room.
        BodyRepair(.textWrapped) { body in
            let width = body.longestLine
            return body.joiningLines { line, next in
                let word = next.prefix { !$0.isBlank }
                guard !line.isEmpty, !word.isEmpty, line.count + 1 + word.count > width else { return nil }
                return (line, [space], next)
            }
        },
        // Every paragraph was one line.
        BodyRepair(.textWrapped) { body in
            body.joiningLines { line, next in line.isEmpty || next.isEmpty ? nil : (line, [space], next) }
        },
    ]

    /// Joins the lines that are as long as the longest with what follows them.
    private static func joiningLongest(_ body: [UInt8], dropsBlank: Bool) -> [UInt8]? {
        let width = body.longestLine
        guard width >= shortestBrokenLine else { return nil }
        return body.joiningLines { line, next in
            // A line that goes on begins with a blank, which may or may not count.
            guard line.count + 1 >= width else { return nil }
            guard dropsBlank else { return (line, [], next) }
            return next.first == space ? (line, [], next.dropFirst()) : nil
        }
    }

    /// The shortest line that a transport breaks for its length: programs break at some 500, 990, 998 or 2,048 octets.
    private static let shortestBrokenLine = 70
    private static let delimiter = Array("-- ".utf8)
}

extension [UInt8] {
    /// The body with lines joined.
    ///
    /// - Parameter join: given a line and the next, what remains of the two and what comes between; nil keeps them
    ///   apart. Which lines are joined is decided by the lines as they stand.
    fileprivate func joiningLines(
        _ join: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> (
            ArraySlice<UInt8>, ArraySlice<UInt8>, ArraySlice<UInt8>
        )?
    ) -> [UInt8]? {
        var lines = self.lines
        guard var line = lines.next() else { return nil }
        var joined: [UInt8] = []
        joined.reserveCapacity(count)
        // How many octets at the beginning of a line the joint before it took away.
        var dropped = 0
        while let next = lines.next() {
            if let (kept, between, rest) = join(line, next) {
                joined += kept.dropFirst(dropped)
                joined += between
                dropped = next.count - rest.count
            } else {
                joined += line.dropFirst(dropped)
                joined += BodyRepair.lineEnd
                dropped = 0
            }
            line = next
        }
        joined += line.dropFirst(dropped)
        return joined
    }
}
