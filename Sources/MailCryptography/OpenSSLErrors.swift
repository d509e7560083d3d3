import COpenSSL
import COpenSSLShim

/// The error queue that OpenSSL keeps for each thread.
///
/// Whoever calls a function that may fail leaves the queue empty, so that no later failure is blamed on an earlier one.
enum OpenSSLErrors {
    /// The reason of the oldest error, and an empty queue; the empty text when there was none.
    static func take() -> String {
        var text = [CChar](repeating: 0, count: capacity)
        unsafe waxwing_error_take(&text, capacity)
        let octets = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: octets, as: UTF8.self)
    }

    /// Empties the queue.
    static func clear() { ERR_clear_error() }

    /// Longer than any reason text of OpenSSL.
    private static let capacity = 256
}

extension CryptographyError {
    /// Makes an error with OpenSSL's reason, and empties its queue.
    init(fromOpenSSL kind: Kind) {
        self.init(kind, reason: OpenSSLErrors.take())
    }
}
