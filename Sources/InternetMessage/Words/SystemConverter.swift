#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

#if canImport(Glibc) || canImport(Musl)
    /// One converter of the C library to UTF-8 (`iconv` of POSIX).
    @safe final class SystemConverter {
        private let handle: iconv_t

        /// Opens a converter; nil when the library does not have it.
        ///
        /// - Parameter name: a name of our own table, never one out of a message.
        init?(from name: String) {
            let opened = unsafe iconv_open("UTF-8", name)
            // It answers with -1, as a pointer, when it fails.
            guard let opened = unsafe opened, Int(bitPattern: opened) != -1 else { return nil }
            unsafe handle = opened
        }

        deinit { _ = unsafe iconv_close(handle) }

        /// The text that octets stand for, each malformed octet made U+FFFD.
        ///
        /// The answer is as long as its characters in UTF-8 are: a small multiple of the octets.
        func text(of octets: [UInt8]) -> String {
            _ = unsafe iconv(handle, nil, nil, nil, nil)
            var input = octets
            var output: [UInt8] = []
            output.reserveCapacity(octets.count * 2)
            unsafe input.withUnsafeMutableBytes { bytes in
                var next = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left = bytes.count
                while left > 0 {
                    switch unsafe convert(&next, &left, into: &output) {
                    case .all: return
                    case .cut:
                        output += Self.replacement
                        return
                    case .malformed:
                        output += Self.replacement
                        unsafe next = unsafe next?.advanced(by: 1)
                        left -= 1
                    }
                }
            }
            // What a converter holds back, to combine it with what could have followed.
            var none: UnsafeMutablePointer<CChar>?
            var nothing = 0
            _ = unsafe convert(&none, &nothing, into: &output)
            return String(decoding: output, as: UTF8.self)
        }

        private enum Stop {
            /// Nothing is left.
            case all
            /// The next octet is malformed.
            case malformed
            /// What is left is the beginning of a character.
            case cut
        }

        /// Converts up to the end or up to what cannot be converted.
        private func convert(
            _ next: inout UnsafeMutablePointer<CChar>?, _ left: inout Int, into output: inout [UInt8]
        ) -> Stop {
            unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.bufferSize) { buffer in
                while true {
                    var target = buffer.baseAddress
                    var room = buffer.count
                    let leftBefore = left
                    let isFlush = unsafe next == nil
                    let answer =
                        unsafe isFlush
                        ? iconv(handle, nil, nil, &target, &room) : iconv(handle, &next, &left, &target, &room)
                    let failure = errno
                    let count = buffer.count - room
                    for index in 0..<count { output.append(UInt8(bitPattern: unsafe buffer[index])) }
                    if answer != -1 { return .all }
                    switch failure {
                    // Without any progress it would go on for ever.
                    case E2BIG: if count == 0, left == leftBefore { return .malformed }
                    case EINVAL: return .cut
                    default: return .malformed
                    }
                }
            }
        }

        /// The octets that are converted into at a time.
        private static let bufferSize = 4_096
        /// U+FFFD.
        private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
    }
#else
    /// Stands where the system's converters would: there are none.
    final class SystemConverter {
        /// Answers nil.
        init?(from name: String) { return nil }

        /// Never asked.
        func text(of octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }
    }
#endif
