package dev.signalbox.contract.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// The words for a failed use of a file, without a class's name.
public final class IoFault {
    private IoFault() {}

    /// The reason why a file cannot be read, as the end of a sentence that begins with the file.
    public static String ofReading(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "is not there";
            case AccessDeniedException _ -> "may not be read by the user that Signalbox runs as";
            default -> "cannot be read";
        };
    }

    /// The reason alone; the message names the file.
    public static String words(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "the user that Signalbox runs as may not do that";
            case NoSuchFileException _ -> "it is not there";
            case NotDirectoryException _, FileAlreadyExistsException _ -> "it is no folder";
            case FileSystemException fault when fault.getReason() != null -> fault.getReason();
            default -> e.getMessage() == null ? "it cannot be used" : e.getMessage();
        };
    }
}
