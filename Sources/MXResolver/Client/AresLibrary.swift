internal import CCAres

/// The c-ares library as a whole: it is started once, and says what its statuses mean.
enum AresLibrary {
    /// Made once for the process and never unmade, as other users of the library may live longer.
    private static let status: Int32 = ares_library_init(ARES_LIB_INIT_ALL)

    /// Starts the library, unless it has been.
    static func start() throws(ResolverSetupError) { try check(status) }

    /// Throws for every status but success.
    static func check(_ status: Int32) throws(ResolverSetupError) {
        guard status == ARES_SUCCESS else {
            throw .library(code: status, unsafe String(cString: ares_strerror(status)))
        }
    }
}
