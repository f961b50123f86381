package dev.signalbox.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class Utf8Test {

    @Property(tries = 2_000)
    void textIsValid(@ForAll String text) {
        byte[] bytes = text.getBytes(UTF_8);

        assertThat(Utf8.firstInvalid(bytes)).isEqualTo(-1);
    }

    @Property(tries = 5_000)
    void bytesAreValidWhereTheJdkDecodesThem(
            @ForAll @Size(max = 24) byte[] end, @ForAll String text) {
        byte[] start = text.getBytes(UTF_8);
        byte[] bytes = new byte[start.length + end.length];
        System.arraycopy(start, 0, bytes, 0, start.length);
        System.arraycopy(end, 0, bytes, start.length, end.length);

        assertThat(Utf8.firstInvalid(bytes) < 0).isEqualTo(decodes(bytes));
    }

    private static boolean decodes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
