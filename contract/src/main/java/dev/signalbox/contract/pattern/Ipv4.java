package dev.signalbox.contract.pattern;

/// IPv4 addresses as texts: four numbers of 0 to 255, none with a leading zero.
public final class Ipv4 {
    /// No address.
    public static final long NONE = -1;

    private Ipv4() {}

    /// The address as a number of 32 bits, or [#NONE].
    public static long parse(String text) {
        if (text.length() < 7 || text.length() > 15) {
            return NONE;
        }
        long address = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int number = 0;
            int from = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = number * 10 + text.charAt(at++) - '0';
            }
            int digits = at - from;
            if (digits == 0 || digits > 3 || number > 255) {
                return NONE;
            }
            if (digits > 1 && text.charAt(from) == '0') {
                return NONE;
            }
            boolean ends = at == text.length();
            if (ends != (part == 3) || (!ends && text.charAt(at++) != '.')) {
                return NONE;
            }
            address = (address << 8) | number;
        }
        return address;
    }

    public static String text(long address) {
        return (address >> 24)
                + "."
                + ((address >> 16) & 255)
                + "."
                + ((address >> 8) & 255)
                + "."
                + (address & 255);
    }
}
