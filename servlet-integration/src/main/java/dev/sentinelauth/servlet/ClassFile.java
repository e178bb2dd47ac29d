package dev.sentinelauth.servlet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads class files as far as the name of the class that each extends (JVMS section 4.1), which is
 * about half of them. One for many of them, one after the other, because they share its buffer.
 */
final class ClassFile {
  private static final int CONSTANTS = 8;
  private static final int UTF8 = 1;
  private static final int CLASS = 7;

  private byte[] bytes = new byte[16 << 10];
  private int length;

  /**
   * Whether the class in a file extends that one directly.
   *
   * @param name with slashes
   */
  boolean isOfDirectSubclass(InputStream file, String name) throws IOException {
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    length = 0;
    need(CONSTANTS + 2, file);
    int count = unsignedShort(CONSTANTS);
    int[] namesOfClasses = new int[count];
    boolean[] isWanted = new boolean[count];
    boolean any = false;
    int at = CONSTANTS + 2;
    for (int i = 1; i < count; i++) {
      need(at + 3, file);
      int tag = bytes[at];
      if (tag == UTF8) {
        int size = unsignedShort(at + 1);
        need(at + 3 + size, file);
        isWanted[i] = Arrays.equals(bytes, at + 3, at + 3 + size, wanted, 0, wanted.length);
        any |= isWanted[i];
        at += 3 + size;
      } else {
        if (tag == CLASS) {
          namesOfClasses[i] = unsignedShort(at + 1);
        }
        int size = size(tag);
        if (size == 0) {
          return isNamedIn(file, name); // by a newer Java than this knows of
        }
        at += 1 + size;
        if (tag == 5 || tag == 6) {
          i++; // long and double take two places
        }
      }
    }
    if (!any) {
      return false;
    }
    need(at + 6, file);
    return isWanted[namesOfClasses[unsignedShort(at + 4)]];
  }

  /** Of the constants of all other kinds, after the tag; 0 for one that isn't known. */
  private static int size(int tag) {
    return switch (tag) {
      case CLASS, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case 5, 6 -> 8;
      default -> 0;
    };
  }

  private boolean isNamedIn(InputStream file, String name) throws IOException {
    String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return (head + new String(file.readAllBytes(), StandardCharsets.ISO_8859_1)).contains(name);
  }

  /** Fills the buffer up to here, and as far beyond as there is room. */
  private void need(int end, InputStream file) throws IOException {
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    while (length < end) {
      int read = file.read(bytes, length, Math.min(bytes.length - length, 4 << 10));
      if (read < 0) {
        throw new EOFException("the class file is cut off");
      }
      length += read;
    }
  }

  private int unsignedShort(int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }
}
